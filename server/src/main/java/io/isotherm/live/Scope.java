package io.isotherm.live;

import io.isotherm.model.Sensor;
import java.util.BitSet;

/** Which sensors a subscription is about. */
sealed interface Scope {
    boolean covers(Sensor sensor);

    record All() implements Scope {
        @Override
        public boolean covers(Sensor sensor) {
            return true;
        }
    }

    record Site(String id) implements Scope {
        @Override
        public boolean covers(Sensor sensor) {
            return id.equals(sensor.site());
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
