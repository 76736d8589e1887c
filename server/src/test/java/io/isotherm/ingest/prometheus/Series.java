package io.isotherm.ingest.prometheus;

import com.google.protobuf.CodedOutputStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Messages as senders of remote-write make them, written with the library of protocol buffers. */
final class Series {
    private static final int PIECE = 32_000;

    private final Map<String, String> labels = new LinkedHashMap<>();
    private final List<double[]> samples = new ArrayList<>();
    private int histograms;
    private int exemplars;
    private int type;
    private String unit = "";

    static Series of(String name, String... labelsAndValues) {
        Series series = new Series();
        if (!name.isEmpty()) {
            series.labels.put("__name__", name);
        }
        for (int i = 0; i < labelsAndValues.length; i += 2) {
            series.labels.put(labelsAndValues[i], labelsAndValues[i + 1]);
        }
        return series;
    }

    Series at(long time, double value) {
        samples.add(new double[] {time, value});
        return this;
    }

    Series withHistogram() {
        histograms++;
        return this;
    }

    Series withExemplar() {
        exemplars++;
        return this;
    }

    /** The metadata of 2.0. */
    Series with(int metricType, String metricUnit) {
        type = metricType;
        unit = metricUnit;
        return this;
    }

    interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    static byte[] message(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            writing.to(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A {@code prometheus.WriteRequest}. */
    static byte[] one(Series... all) {
        return message(out -> {
            for (Series series : all) {
                out.writeByteArray(1, message(inside -> {
                    for (Map.Entry<String, String> label : series.labels.entrySet()) {
                        inside.writeByteArray(1, message(pair -> {
                            pair.writeString(1, label.getKey());
                            pair.writeString(2, label.getValue());
                        }));
                    }
                    series.writeSamples(inside);
                    for (int i = 0; i < series.exemplars; i++) {
                        inside.writeByteArray(3, new byte[0]);
                    }
                    for (int i = 0; i < series.histograms; i++) {
                        inside.writeByteArray(4, new byte[0]);
                    }
                }));
            }
            // The metadata of a family, which 1.0 sends by itself.
            out.writeByteArray(3, message(metadata -> metadata.writeString(2, "family")));
        });
    }

    /** An {@code io.prometheus.write.v2.Request}. */
    static byte[] two(Series... all) {
        List<String> symbols = new ArrayList<>(List.of(""));
        byte[] series = message(out -> {
            for (Series one : all) {
                out.writeByteArray(5, message(inside -> {
                    byte[] references = message(packed -> {
                        for (Map.Entry<String, String> label : one.labels.entrySet()) {
                            packed.writeUInt32NoTag(symbol(symbols, label.getKey()));
                            packed.writeUInt32NoTag(symbol(symbols, label.getValue()));
                        }
                    });
                    inside.writeByteArray(1, references);
                    one.writeSamples(inside);
                    for (int i = 0; i < one.histograms; i++) {
                        inside.writeByteArray(3, new byte[0]);
                    }
                    for (int i = 0; i < one.exemplars; i++) {
                        inside.writeByteArray(4, new byte[0]);
                    }
                    inside.writeByteArray(5, message(metadata -> {
                        metadata.writeEnum(1, one.type);
                        metadata.writeUInt32(4, symbol(symbols, one.unit));
                    }));
                }));
            }
        });
        byte[] table = message(out -> {
            for (String symbol : symbols) {
                out.writeString(4, symbol);
            }
        });
        return message(out -> {
            out.writeRawBytes(table);
            out.writeRawBytes(series);
        });
    }

    private void writeSamples(CodedOutputStream out) throws IOException {
        for (double[] sample : samples) {
            out.writeByteArray(2, message(inside -> {
                // As proto3 does: zero is left out.
                if (Double.doubleToRawLongBits(sample[1]) != 0) {
                    inside.writeDouble(1, sample[1]);
                }
                inside.writeInt64(2, (long) sample[0]);
            }));
        }
    }

    private static int symbol(List<String> symbols, String text) {
        int index = symbols.indexOf(text);
        if (index >= 0) {
            return index;
        }
        symbols.add(text);
        return symbols.size() - 1;
    }

    /** As a block of Snappy, by another's hand, which packs no more than 32 kB rightly: piece by piece. */
    static byte[] snappy(byte[] bytes) {
        return message(out -> {
            out.writeUInt32NoTag(bytes.length);
            for (int from = 0; from < bytes.length; from += PIECE) {
                int length = Math.min(PIECE, bytes.length - from);
                ByteBuf piece = Unpooled.buffer();
                new io.netty.handler.codec.compression.Snappy()
                        .encode(Unpooled.wrappedBuffer(bytes, from, length), piece, length);
                // Its own length comes first.
                while (piece.readByte() < 0) {
                    // the next byte of it
                }
                out.writeRawBytes(ByteBufUtil.getBytes(piece));
            }
        });
    }
}
