package io.isotherm.store.series.codec;

/** Reads what {@link ValueWriter} writes. */
final class ValueReader {
    private final Input in;
    private final MiniBlock block;
    private final long[] numbers;

    /** @param numbers scratch with {@link MiniBlock#ROOM} */
    ValueReader(Input in, MiniBlock block, long[] numbers) {
        this.in = in;
        this.block = block;
        this.numbers = numbers;
    }

    /** Reads so many values, of which those of [from, to) go into the array. */
    void read(int count, int from, int to, double[] into, int at) {
        ValueKind kind = ValueKind.of(in.octet());
        switch (kind.kind()) {
            case ValueKind.ALL_EQUAL -> constant(to - from, into, at);
            case ValueKind.BIT_PATTERNS -> patterns(count, from, to, into, at);
            default -> decimals(kind, count, from, to, into, at);
        }
    }

    private void constant(int count, double[] into, int at) {
        double value = Double.longBitsToDouble(in.fixed());
        for (int i = 0; i < count; i++) {
            into[at + i] = value;
        }
    }

    private void patterns(int count, int from, int to, double[] into, int at) {
        SequenceReader sequence = new SequenceReader(in, count);
        while (sequence.next(block)) {
            int low = Math.max(from, sequence.start());
            int high = Math.min(to, sequence.end());
            if (low < high) {
                sequence.unpack(block, numbers);
                int shift = at - from;
                for (int i = low; i < high; i++) {
                    into[shift + i] = Double.longBitsToDouble(ValueWriter.ordered(numbers[i - sequence.start()]));
                }
            }
        }
    }

    private void decimals(ValueKind kind, int count, int from, int to, double[] into, int at) {
        int[] places = {};
        long[] patterns = {};
        if (kind.excepted()) {
            // Each takes a byte at least, so no more than there are bytes.
            int exceptions = in.count(1, Math.min(count, in.left()));
            places = new int[exceptions];
            patterns = new long[exceptions];
            exceptions(count, places, patterns);
        }
        double power = Decimals.power(kind.digits());
        SequenceReader sequence = new SequenceReader(in, count);
        while (sequence.next(block)) {
            int low = Math.max(from, sequence.start());
            int high = Math.min(to, sequence.end());
            if (low < high) {
                sequence.unpack(block, numbers);
                divide(low - sequence.start(), high - sequence.start(), power, kind.floats(), into, at - from + low);
            }
        }
        if (kind.corrected()) {
            correct(count, from, to, into, at);
        }
        for (int i = 0; i < places.length; i++) {
            if (places[i] >= from && places[i] < to) {
                into[at - from + places[i]] = Double.longBitsToDouble(patterns[i]);
            }
        }
    }

    private void divide(int from, int to, double power, boolean floats, double[] into, int at) {
        for (int i = 0; i < to - from; i++) {
            into[at + i] = Decimals.value(numbers[from + i], power, floats);
        }
    }

    private void correct(int count, int from, int to, double[] into, int at) {
        SequenceReader sequence = new SequenceReader(in, count);
        while (sequence.next(block)) {
            int low = Math.max(from, sequence.start());
            int high = Math.min(to, sequence.end());
            if (low < high) {
                sequence.unpack(block, numbers);
                int shift = at - from;
                for (int i = low; i < high; i++) {
                    long bits = Double.doubleToRawLongBits(into[shift + i]);
                    into[shift + i] = Double.longBitsToDouble(bits + numbers[i - sequence.start()]);
                }
            }
        }
    }

    private void exceptions(int count, int[] places, long[] patterns) {
        int next = 0;
        long last = 0;
        for (int i = 0; i < places.length; i++) {
            int head = in.count(0, 2 * count + 1);
            int place = next + (head >>> 1);
            if (place >= count) {
                throw new CorruptException("an exception is beyond the values");
            }
            if ((head & 1) == 0) {
                last = in.fixed();
            }
            places[i] = place;
            patterns[i] = last;
            next = place + 1;
        }
    }
}
