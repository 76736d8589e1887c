package io.isotherm;

import io.isotherm.api.DemoSite;
import io.isotherm.http.Problem;
import io.isotherm.http.ProblemException;

/** Where no readings are taken in there is no demo site. */
final class NoDemo implements DemoSite {
    @Override
    public State state() {
        return new State(Phase.OFF, 1);
    }

    @Override
    public void start() {
        throw new ProblemException(Problem.of(
                409, "This process takes no readings in: start the demo site at one that has the role ingest."));
    }

    @Override
    public void stop() {}
}
