package io.isotherm.ops;

/**
 * How a part is.
 *
 * @param name of the condition, such as {@code disk-low}: words that documents and alerts can refer to, lower case with
 *     hyphens; empty where all is well
 * @param detail a sentence for the operator; where all is well it may be empty
 */
public record Health(State state, String name, String detail) {
    public enum State {
        OK,
        /** It works, but something needs a look. */
        DEGRADED,
        /** It does not work: the process is not ready. */
        DOWN
    }

    public static final Health OK = new Health(State.OK, "", "");

    /** All is well, and there is something to say. */
    public static Health ok(String detail) {
        return new Health(State.OK, "", detail);
    }

    public static Health degraded(String name, String detail) {
        return new Health(State.DEGRADED, name, detail);
    }

    public static Health down(String name, String detail) {
        return new Health(State.DOWN, name, detail);
    }

    /** The same, not as bad: where another part stands in. */
    public Health asDegraded(String why) {
        return degraded(name, detail + why);
    }
}
