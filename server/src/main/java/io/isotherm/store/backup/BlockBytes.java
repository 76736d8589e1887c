package io.isotherm.store.backup;

import io.isotherm.store.series.Block;
import io.isotherm.store.series.BlockRow;
import io.isotherm.store.series.Spans;
import io.isotherm.store.series.SummaryCodec;
import io.isotherm.store.series.codec.CorruptException;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Blocks as a backup file has them: docs/storage-format.md, "Backup file". */
final class BlockBytes {
    private static final int NONE = -1;

    private BlockBytes() {}

    static void write(DataOutputStream out, Block block) throws IOException {
        byte[] summary = Census.summary(block);
        byte[] data = block.data();
        out.writeInt(block.sensor());
        out.writeByte(block.level());
        out.writeLong(block.start());
        out.writeInt(summary.length);
        out.write(summary);
        out.writeInt(data == null ? NONE : data.length);
        if (data != null) {
            out.write(data);
        }
    }

    /** @throws CorruptException when the bytes are not those of blocks */
    static List<Block> read(ByteBuffer in) {
        List<Block> blocks = new ArrayList<>();
        try {
            while (in.hasRemaining()) {
                blocks.add(block(in));
            }
        } catch (BufferUnderflowException e) {
            throw new CorruptException("a block is cut off");
        }
        return blocks;
    }

    private static Block block(ByteBuffer in) {
        int sensor = in.getInt();
        int level = in.get();
        long start = in.getLong();
        if (level < 0 || level >= Spans.LEVELS || Spans.start(level, start) != start) {
            throw new CorruptException("a block of level " + level + " starts at " + start);
        }
        byte[] summary = bytes(in, in.getInt());
        int length = in.getInt();
        byte[] data = length == NONE ? null : bytes(in, length);
        SummaryCodec.Stored stored =
                SummaryCodec.decode(new BlockRow(sensor, level, start, 0, data == null ? 0 : 1), summary);
        return new Block(sensor, level, start, 0, stored.whole(), stored.partLength(), stored.parts(), data);
    }

    static byte[] bytes(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new CorruptException("a length of " + length + " bytes, where " + in.remaining() + " follow");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
