package io.isotherm.http;

/** Ends a request with a problem document. Not an error of the server's, so it has no stack trace. */
public final class ProblemException extends RuntimeException {
    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.toJson().getString("detail"), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
