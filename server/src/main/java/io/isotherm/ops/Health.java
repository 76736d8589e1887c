package io.isotherm.ops;

/**
 * How a part is.
 *
 * @param detail a sentence for the operator; empty where all is well
 */
public record Health(State state, String detail) {
    public enum State {
        OK,
        /** It works, but something needs a look. */
        DEGRADED,
        /** It does not work: the process is not ready. */
        DOWN
    }

    public static final Health OK = new Health(State.OK, "");

    public static Health degraded(String detail) {
        return new Health(State.DEGRADED, detail);
    }

    public static Health down(String detail) {
        return new Health(State.DOWN, detail);
    }
}
