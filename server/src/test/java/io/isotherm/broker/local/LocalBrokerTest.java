package io.isotherm.broker.local;

import io.isotherm.broker.Broker;
import io.isotherm.broker.BrokerContract;

class LocalBrokerTest extends BrokerContract {
    @Override
    protected Broker open(int capacity) {
        return new LocalBroker(capacity);
    }
}
