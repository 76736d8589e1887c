package io.isotherm.store.backup;

import io.isotherm.model.Device;
import io.isotherm.model.DeviceState;
import io.isotherm.model.Sensor;
import io.isotherm.model.Site;
import io.isotherm.store.EndedSession;
import io.isotherm.store.TokenEntry;
import java.util.List;
import java.util.SortedMap;

/**
 * All of a catalogue but the audit.
 *
 * @param states what devices last told of themselves, by the device's id
 * @param settings what the program keeps by names, but for what names the store itself
 * @param tokens of senders; never the tokens themselves
 * @param endedSessions of browsers
 * @param lastNumber the greatest number that a sensor ever had; 0 for none
 */
public record CatalogueCopy(
        List<Site> sites,
        List<Device> devices,
        List<Sensor> sensors,
        SortedMap<String, DeviceState> states,
        SortedMap<String, String> settings,
        List<TokenEntry> tokens,
        List<EndedSession> endedSessions,
        int lastNumber) {}
