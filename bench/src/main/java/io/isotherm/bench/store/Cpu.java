package io.isotherm.bench.store;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Wall and CPU time since it was made: of this process, and of the home's where it has one. */
final class Cpu {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Home home;
    private final long wall = System.nanoTime();
    private final long cpu = SYSTEM.getProcessCpuTime();
    private final double other;

    Cpu(Home home) {
        this.home = home;
        other = home.otherCpuSeconds();
    }

    double seconds() {
        return (System.nanoTime() - wall) / 1e9;
    }

    /** CPU seconds, user and system, of all processes that took part. */
    double cpuSeconds() {
        return (SYSTEM.getProcessCpuTime() - cpu) / 1e9 + home.otherCpuSeconds() - other;
    }
}
