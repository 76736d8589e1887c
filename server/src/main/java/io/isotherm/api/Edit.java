package io.isotherm.api;

import io.isotherm.http.Problem;
import io.isotherm.http.ProblemException;
import io.isotherm.model.Standing;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What somebody wants a thing to become: its changeable members, each checked; 422 with the member's name otherwise. */
final class Edit {
    static final int MAX_NAME = 200;

    private final JsonObject wanted;

    private Edit(JsonObject wanted) {
        this.wanted = wanted;
    }

    /**
     * A whole new state (PUT). Members that cannot be changed may be there, as they are when what was read is sent back.
     */
    static Edit replace(JsonObject current, JsonObject body, Set<String> changeable) {
        check(current, body, changeable);
        return new Edit(body);
    }

    /** A merge patch (RFC 7396): members that are not named stay, null takes away. */
    static Edit patch(JsonObject current, JsonObject body, Set<String> changeable) {
        check(current, body, changeable);
        return new Edit(current.copy().mergeIn(body));
    }

    private static void check(JsonObject current, JsonObject body, Set<String> changeable) {
        for (String name : body.fieldNames()) {
            if (changeable.contains(name)) {
                continue;
            }
            if (!current.containsKey(name)) {
                throw bad(name, "is not known; these can be changed: " + String.join(", ", new TreeSet<>(changeable)));
            }
            // These are answers, not properties: they may be out of date in what is sent back.
            if (!List.of("version", "staleAfter", "state", "calibrated").contains(name)
                    && !String.valueOf(current.getValue(name)).equals(String.valueOf(body.getValue(name)))) {
                throw bad(name, "cannot be changed");
            }
        }
    }

    static ProblemException bad(String member, String fault) {
        return new ProblemException(
                Problem.of(422, "Not acceptable as a change", "The member \"" + member + "\" " + fault + ".")
                        .with("member", member));
    }

    /** What people call it. */
    String name() {
        String name = text("name").orElseThrow(() -> bad("name", "is missing")).strip();
        if (name.isEmpty() || name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw bad("name", "must have 1 to " + MAX_NAME + " characters, none of them a control character");
        }
        return name;
    }

    /** A text; empty where it is null or missing. */
    Optional<String> text(String member) {
        return switch (wanted.getValue(member)) {
            case null -> Optional.empty();
            case String text -> Optional.of(text);
            default -> throw bad(member, "must be text");
        };
    }

    /** A whole number; empty where it is null or missing. */
    Optional<Long> integer(String member, long least, long most) {
        return switch (wanted.getValue(member)) {
            case null -> Optional.empty();
            case Integer number when number >= least && number <= most -> Optional.of(number.longValue());
            case Long number when number >= least && number <= most -> Optional.of(number);
            default -> throw bad(member, "must be a whole number from " + least + " to " + most + ", or null");
        };
    }

    /** A number; null where it is null or missing. */
    @Nullable
    Double number(String member) {
        return switch (wanted.getValue(member)) {
            case null -> null;
            case Number number -> number.doubleValue();
            default -> throw bad(member, "must be a number, or null");
        };
    }

    /** A list of texts; empty where it is null or missing. */
    List<String> texts(String member) {
        return switch (wanted.getValue(member)) {
            case null -> List.of();
            case JsonArray array
            when array.stream().allMatch(String.class::isInstance) ->
                array.stream().map(String.class::cast).toList();
            default -> throw bad(member, "must be a list of texts");
        };
    }

    /** A text that may be empty; empty where it is null or missing. */
    String notes() {
        return text("notes").orElse("");
    }

    /** A text of one line without the spaces around it; null where it is blank, null or missing. */
    @Nullable
    String line(String member) {
        return text(member).map(String::strip).filter(text -> !text.isEmpty()).orElse(null);
    }

    Standing standing() {
        return text("standing")
                .map(id -> Standing.ofId(id)
                        .orElseThrow(() -> bad("standing", "must be active, waiting, blocked or retired")))
                .orElse(Standing.ACTIVE);
    }

    /** Makes what checks itself; 422 with its sentence where it refuses. */
    static <T> T checked(Supplier<T> making) {
        try {
            return making.get();
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.of(422, "Not acceptable as a change", String.valueOf(e.getMessage())));
        }
    }
}
