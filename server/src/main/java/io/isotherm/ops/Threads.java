package io.isotherm.ops;

/** What is done with threads in more than one place. */
public final class Threads {
    private Threads() {}

    /** Waits for a thread's end even where somebody interrupts the waiting, which is told to the caller's thread after it. */
    public static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
