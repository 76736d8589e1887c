package io.isotherm.api;

import io.isotherm.http.Problem;
import io.isotherm.http.ProblemException;
import io.isotherm.model.Standing;
import io.isotherm.model.Unit;
import io.isotherm.store.AuditEntry;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/** A request's parameters, each checked: an unknown or malformed one is answered with 400 and its name. */
final class Query {
    private final MultiMap parameters;

    private Query(MultiMap parameters) {
        this.parameters = parameters;
    }

    /** @param known the names of all parameters that there are */
    static Query of(MultiMap parameters, String... known) {
        for (String name : parameters.names()) {
            if (!Arrays.asList(known).contains(name)) {
                throw bad(
                        name,
                        known.length == 0
                                ? "is not known: there are no parameters here"
                                : "is not known: there are " + String.join(", ", new TreeSet<>(List.of(known))));
            }
            if (parameters.getAll(name).size() > 1) {
                throw bad(name, "may be given once");
            }
        }
        return new Query(parameters);
    }

    static ProblemException bad(String name, String fault) {
        return new ProblemException(Problem.of(400, "Bad parameter", "The parameter \"" + name + "\" " + fault + ".")
                .with("parameter", name));
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    int integer(String name, int otherwise, int least, int most) {
        String text = parameters.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw bad(name, "must be a whole number from " + least + " to " + most);
    }

    boolean flag(String name) {
        return switch (text(name).orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw bad(name, "must be true or false");
        };
    }

    /** Epoch milliseconds. */
    long time(String name, long otherwise) {
        String text = parameters.get(name);
        try {
            return text == null ? otherwise : Times.parse(text);
        } catch (IllegalArgumentException e) {
            throw bad(name, String.valueOf(e.getMessage()));
        }
    }

    Optional<Unit> unit(String name) {
        return text(name)
                .map(text -> Unit.parse(text).orElseThrow(() -> bad(name, "must be a unit, such as °C, °F or K")));
    }

    /** What is listed: of this standing, or {@code all}; without it what is in use. */
    Predicate<Standing> standing() {
        String text = text("standing").orElse(Standing.ACTIVE.id());
        if (text.equals("all")) {
            return _ -> true;
        }
        Standing wanted = Standing.ofId(text)
                .orElseThrow(() -> bad("standing", "must be active, waiting, blocked, retired or all"));
        return standing -> standing == wanted;
    }

    /** Why something is done, for the audit; empty where nobody says. */
    String reason() {
        String reason = text("reason").orElse("").strip();
        if (reason.length() > AuditEntry.MOST_REASON || reason.chars().anyMatch(Character::isISOControl)) {
            throw bad(
                    "reason",
                    "has at most " + AuditEntry.MOST_REASON + " characters, none of them a control character");
        }
        return reason;
    }

    /** Texts separated by commas, none of them empty, each once. */
    Optional<List<String>> list(String name, int most) {
        return text(name).map(text -> {
            List<String> items = Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .distinct()
                    .toList();
            if (items.contains("")) {
                throw bad(name, "must be a list separated by commas, without empty parts");
            }
            if (items.size() > most) {
                throw bad(name, "may name " + most + " at most, and names " + items.size());
            }
            return items;
        });
    }
}
