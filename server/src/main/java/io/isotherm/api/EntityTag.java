package io.isotherm.api;

import io.isotherm.http.Problem;
import io.isotherm.http.ProblemException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A version as an entity tag, and the conditions of requests (RFC 9110, section 13.1; RFC 6585, section 3). */
final class EntityTag {
    private EntityTag() {}

    static String of(long version) {
        return "\"" + version + "\"";
    }

    /** Lets a change pass that was made knowing this version; otherwise ends the request with 428 or 412. */
    static void require(@Nullable String ifMatch, long version) {
        if (ifMatch == null) {
            throw new ProblemException(Problem.of(
                    428,
                    "A change needs the header If-Match with the ETag of what was read, so that nobody's change is"
                            + " lost; * takes whatever there is."));
        }
        if (!names(ifMatch, version)) {
            throw new ProblemException(changed());
        }
    }

    static Problem changed() {
        return Problem.of(412, "It was changed since it was read: read it again, then change it.");
    }

    private static boolean names(String list, long version) {
        return Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .anyMatch(tag -> tag.equals("*") || tag.equals(of(version)));
    }
}
