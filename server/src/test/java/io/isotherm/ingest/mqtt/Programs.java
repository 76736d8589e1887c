package io.isotherm.ingest.mqtt;

import java.io.File;

/** Programs that the tests run. */
final class Programs {
    private Programs() {}

    /** Where a program of Mosquitto is. */
    static String find(String program) {
        // Debian has the broker where only administrators look.
        String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/usr/local/sbin";
        for (String folder : path.split(File.pathSeparator, -1)) {
            File file = new File(folder, program);
            if (file.canExecute()) {
                return file.getPath();
            }
        }
        throw new AssertionError(program + " is not installed: on Debian, apt-get install mosquitto mosquitto-clients");
    }
}
