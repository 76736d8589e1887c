package io.isotherm.live;

import io.isotherm.model.Sensor;
import io.isotherm.model.Standing;
import java.util.BitSet;

/** Which sensors a subscription is about: those that are in use, or those that it names. */
sealed interface Scope {
    boolean covers(Sensor sensor);

    record All() implements Scope {
        @Override
        public boolean covers(Sensor sensor) {
            return sensor.standing() == Standing.ACTIVE;
        }
    }

    record Site(String id) implements Scope {
        @Override
        public boolean covers(Sensor sensor) {
            return id.equals(sensor.site()) && sensor.standing() == Standing.ACTIVE;
        }
    }

    /** @param numbers of the sensors; not changed any more */
    record Sensors(BitSet numbers) implements Scope {
        @Override
        public boolean covers(Sensor sensor) {
            return numbers.get(sensor.number());
        }
    }
}
