package io.isotherm.store.mongo;

import io.isotherm.model.Unit;
import io.isotherm.store.StoreException;
import io.isotherm.store.series.Block;
import io.isotherm.store.series.Summary;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonBinary;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonWriter;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.jspecify.annotations.Nullable;

/** Blocks as BSON, without anything between; the fields are in {@code docs/mongodb.md}. */
final class BlockDocumentCodec implements Codec<BlockDocument> {
    static final String PART_LENGTH = "partLength";
    static final String PARTS = "parts";

    @Override
    public Class<BlockDocument> getEncoderClass() {
        return BlockDocument.class;
    }

    @Override
    public void encode(BsonWriter out, BlockDocument document, EncoderContext context) {
        out.writeStartDocument();
        // In two calls: the driver's writer that looks for the id fails on the one that does both.
        out.writeName(BlockDocument.ID);
        out.writeStartDocument();
        out.writeInt32("s", document.sensor());
        out.writeInt32("l", document.level());
        out.writeDateTime("t", document.start());
        out.writeEndDocument();
        out.writeInt32(BlockDocument.SENSOR, document.sensor());
        Block block = document.block();
        if (block == null) {
            out.writeBoolean(BlockDocument.GONE, true);
        } else {
            // A stone has no level: so no query for blocks finds it.
            out.writeInt32(BlockDocument.LEVEL, document.level());
            out.writeDateTime(BlockDocument.FROM, document.start());
        }
        out.writeDateTime(BlockDocument.TO, document.end());
        out.writeInt64(BlockDocument.VERSION, document.version());
        out.writeString(BlockDocument.WRITER, document.writer());
        out.writeInt64(BlockDocument.STAMP, document.stamp());
        if (block != null) {
            encode(out, block);
        }
        out.writeEndDocument();
    }

    private static void encode(BsonWriter out, Block block) {
        // For people; this program reads the code.
        Unit.ofCode(block.summary().unit()).ifPresent(unit -> out.writeString("unit", unit.symbol()));
        SummaryFields.write(out, block.summary());
        if (block.partLength() != 0) {
            out.writeInt64(PART_LENGTH, block.partLength());
            out.writeStartArray(PARTS);
            for (Summary part : block.parts()) {
                out.writeStartDocument();
                long start = part.firstTime() - Math.floorMod(part.firstTime(), block.partLength());
                out.writeDateTime("t", start > part.firstTime() ? Long.MIN_VALUE : start);
                SummaryFields.write(out, part);
                out.writeEndDocument();
            }
            out.writeEndArray();
        }
        byte[] data = block.data();
        if (data != null) {
            out.writeBinaryData(BlockDocument.DATA, new BsonBinary(data));
        }
    }

    /** @throws StoreException when it is not such a document */
    @Override
    public BlockDocument decode(BsonReader in, DecoderContext context) {
        Reading reading = new Reading();
        in.readStartDocument();
        while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
            reading.field(in, in.readName());
        }
        in.readEndDocument();
        return reading.document();
    }

    /** A document as far as it was read. */
    private static final class Reading {
        private int sensor;
        private int level = -1;
        private long start;
        private boolean gone;
        private long version;
        private String writer = "";
        private long stamp;
        private final SummaryFields summary = new SummaryFields();
        private long partLength;
        private List<Summary> parts = List.of();
        private byte @Nullable [] data;

        void field(BsonReader in, String name) {
            switch (name) {
                case BlockDocument.ID -> id(in);
                case BlockDocument.GONE -> gone = in.readBoolean();
                case BlockDocument.VERSION -> version = SummaryFields.whole(in);
                case BlockDocument.WRITER -> writer = in.readString();
                case BlockDocument.STAMP -> stamp = SummaryFields.whole(in);
                case PART_LENGTH -> partLength = SummaryFields.whole(in);
                case PARTS -> parts(in);
                case BlockDocument.DATA -> data = in.readBinaryData().getData();
                default -> summary.field(in, name);
            }
        }

        private void id(BsonReader in) {
            in.readStartDocument();
            while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
                switch (in.readName()) {
                    case "s" -> sensor = Math.toIntExact(SummaryFields.whole(in));
                    case "l" -> level = Math.toIntExact(SummaryFields.whole(in));
                    case "t" -> start = in.readDateTime();
                    default -> in.skipValue();
                }
            }
            in.readEndDocument();
        }

        private void parts(BsonReader in) {
            parts = new ArrayList<>();
            in.readStartArray();
            while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
                SummaryFields part = new SummaryFields();
                in.readStartDocument();
                while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
                    part.field(in, in.readName());
                }
                in.readEndDocument();
                parts.add(part.summary(this::damaged));
            }
            in.readEndArray();
        }

        BlockDocument document() {
            // A projection may have left the summary out.
            Block block = gone || summary.isEmpty()
                    ? null
                    : new Block(sensor, level, start, version, summary.summary(this::damaged), partLength, parts, data);
            return new BlockDocument(sensor, level, start, version, gone, block, writer, stamp);
        }

        private StoreException damaged() {
            return new StoreException("The block of sensor " + sensor + ", level " + level + ", start " + start
                    + " in MongoDB lacks a field of its summary: restore a backup.");
        }
    }
}
