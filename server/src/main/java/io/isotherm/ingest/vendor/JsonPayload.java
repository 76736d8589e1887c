package io.isotherm.ingest.vendor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.isotherm.ingest.text.Absent;
import io.isotherm.ingest.text.Decimal;
import io.isotherm.model.IncomingBatch;
import java.io.IOException;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A vendor's JSON as a tree, bounded: at most 32 deep, no name twice in one object. */
public final class JsonPayload {
    /** Of a number that is text, in bytes; {@link Decimal} reads less. */
    private static final int MAX_TEXT = 200;

    private static final double YEAR_2000 = 946_684_800;
    private static final double YEAR_5138 = 1e11;

    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxStringLength(1_000_000)
                            .maxNameLength(1_000)
                            .maxNumberLength(1_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // Some firmware writes a value that it does not have so.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build()
            .reader();

    private JsonPayload() {}

    /** The tree; null for what is no JSON, or more of it than is read. */
    public static @Nullable JsonNode parse(byte[] payload) {
        try (JsonParser parser = READER.createParser(payload)) {
            JsonNode tree = READER.readTree(parser);
            return tree == null || tree.isMissingNode() || parser.nextToken() != null ? null : tree;
        } catch (IOException e) {
            return null;
        }
    }

    /** Why {@link #parse} gave null: a sentence for the sender with the place. */
    public static String fault(byte[] payload) {
        try (JsonParser parser = READER.createParser(payload)) {
            READER.readTree(parser);
            return payload.length == 0 ? "The message is empty." : "Something follows after the end of the JSON.";
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            return place == null
                    ? "This is not JSON."
                    : "Line " + place.getLineNr() + ", column " + place.getColumnNr()
                            + ": this is not JSON, or more of it than is read.";
        } catch (IOException e) {
            return "This is not JSON.";
        }
    }

    /** Whether the payload begins as an object or an array does. */
    public static boolean looksLikeJson(byte[] payload) {
        for (byte b : payload) {
            if (b > ' ' || b < 0) {
                return b == '{' || b == '[';
            }
        }
        return false;
    }

    /**
     * The number that a node gives, as a number or as text. NaN where it says in a common way that there is no value:
     * {@code "unavailable"}, {@code "unknown"}, {@code "nan"}, {@code "none"}. Empty for null and for anything else.
     */
    public static OptionalDouble number(@Nullable JsonNode node) {
        if (node == null) {
            return OptionalDouble.empty();
        }
        if (node.isNumber()) {
            double value = node.doubleValue();
            return Double.isInfinite(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
        }
        return node.isTextual() ? number(node.textValue()) : OptionalDouble.empty();
    }

    /** Likewise of bare text. */
    public static OptionalDouble number(String text) {
        String plain = text.strip();
        double value = Decimal.parse(plain);
        if (!Double.isNaN(value)) {
            return OptionalDouble.of(value);
        }
        return Absent.is(plain) ? OptionalDouble.of(Double.NaN) : OptionalDouble.empty();
    }

    /** A short payload as text, without the space around it; what is longer than any number is cut. */
    public static String text(byte[] payload) {
        return new String(payload, 0, Math.min(payload.length, MAX_TEXT), UTF_8).strip();
    }

    /** Epoch milliseconds of seconds since 1970; none where a clock that was never set counts from its start. */
    public static long seconds(@Nullable JsonNode node) {
        OptionalDouble seconds = number(node);
        double value = seconds.orElse(0);
        return value >= YEAR_2000 && value < YEAR_5138 ? Math.round(value * 1_000) : IncomingBatch.NO_TIME;
    }
}
