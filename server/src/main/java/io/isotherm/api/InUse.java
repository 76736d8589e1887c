package io.isotherm.api;

import io.isotherm.http.Problem;
import io.isotherm.http.ProblemException;

/** A thing that others name cannot be removed. */
final class InUse {
    private InUse() {}

    static void check(String word, long users, String usersWord) {
        if (users > 0) {
            throw new ProblemException(Problem.of(
                    409,
                    "In use",
                    "The " + word + " still has " + users + " " + usersWord + (users == 1 ? "" : "s")
                            + ": move or remove them first."));
        }
    }
}
