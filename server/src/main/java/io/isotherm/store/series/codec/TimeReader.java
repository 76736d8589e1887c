package io.isotherm.store.series.codec;

/** Reads a block's times, of which those of a range are wanted; holds them to ascend. */
final class TimeReader {
    private final SequenceReader sequence;
    private final int count;
    private MiniBlock block;
    private MiniBlock following = new MiniBlock();
    private final long[] numbers;
    private int from;

    TimeReader(Input in, int count, MiniBlock block, long[] numbers) {
        this.sequence = new SequenceReader(in, count);
        this.count = count;
        this.block = block;
        this.numbers = numbers;
    }

    /**
     * Puts the times of the range behind the columns' end, without changing their size. Mini-blocks that lie outside are
     * not unpacked: one whose successor begins before the range, or one that begins after it.
     *
     * @return how many
     */
    int read(long fromTime, long toTime, boolean last, Columns into) {
        int found = 0;
        boolean more = sequence.next(block);
        int start = 0;
        from = 0;
        long first = sequence.first(block);
        long before = Long.MIN_VALUE;
        while (true) {
            int end = start + block.length;
            more = sequence.next(following);
            long next = more ? sequence.first(following) : 0;
            if (more && next <= first) {
                throw new CorruptException("times do not ascend");
            }
            boolean early = more && next <= fromTime;
            boolean late = !last && first >= toTime;
            if (early) {
                from = end;
            } else if (!late) {
                sequence.unpack(block, numbers);
                if (start > 0 && found > 0 && numbers[0] <= before) {
                    throw new CorruptException("times do not ascend");
                }
                ascend(block.length);
                int low = lower(fromTime, block.length);
                int high = last ? block.length : lower(toTime, block.length);
                from += found == 0 ? low : 0;
                if (low < high) {
                    into.room(last ? count : found + high - low);
                    System.arraycopy(numbers, low, into.times, into.size + found, high - low);
                    found += high - low;
                    before = numbers[high - 1];
                }
            }
            if (!more) {
                return found;
            }
            MiniBlock swap = block;
            block = following;
            following = swap;
            start = end;
            first = next;
        }
    }

    /** The place of the first one among all readings. */
    int from() {
        return from;
    }

    private void ascend(int length) {
        for (int i = 1; i < length; i++) {
            if (numbers[i] <= numbers[i - 1]) {
                throw new CorruptException("times do not ascend");
            }
        }
    }

    /** The index of the first number at or after a time. */
    private int lower(long time, int length) {
        if (numbers[0] >= time) {
            return 0;
        }
        if (numbers[length - 1] < time) {
            return length;
        }
        int low = 0;
        int high = length - 1;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (numbers[middle] < time) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
