package io.isotherm.socketio.engine;

import io.isotherm.socketio.protocol.WirePacket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sessions that are sent to together. What is sent costs one letter for each of their event loops, however many they are;
 * on the loop, packets that are sent to the same audience one after the other are joined and shared. Immutable, from any
 * thread.
 *
 * <p>A session whose event loop may still change (see {@link EngineSession}) is sent to by itself.
 */
public final class Audience {
    /** Sessions of one event loop. */
    private record Part(EngineLoop loop, EngineSession[] sessions) {}

    private final List<Part> parts = new ArrayList<>(1);
    private final List<EngineSession> unsettled = new ArrayList<>(0);

    /** @param sessions each one once */
    public Audience(Collection<EngineSession> sessions) {
        Map<EngineLoop, List<EngineSession>> byLoop = new HashMap<>();
        for (EngineSession session : sessions) {
            if (session.isSettled()) {
                byLoop.computeIfAbsent(session.home(), loop -> new ArrayList<>())
                        .add(session);
            } else {
                unsettled.add(session);
            }
        }
        byLoop.forEach((loop, members) -> parts.add(new Part(loop, members.toArray(EngineSession[]::new))));
    }

    /** Whether it would be better to make it anew, as a session has settled since. */
    public boolean isStale() {
        for (EngineSession session : unsettled) {
            if (session.isSettled()) {
                return true;
            }
        }
        return false;
    }

    /** Sends packets to all, in the order of calls of one thread: see {@link EngineSession#send(List)}. */
    public void send(List<WirePacket> packets) {
        send(packets, false);
    }

    /** Likewise to those that can take them at once, and not to the others. */
    public void sendVolatile(List<WirePacket> packets) {
        send(packets, true);
    }

    private void send(List<WirePacket> packets, boolean ifWritable) {
        long cost = OutboundQueue.cost(packets);
        for (Part part : parts) {
            // What belongs together must not be cut by a socket that becomes unwritable in between.
            boolean one = !ifWritable || packets.size() == 1;
            if (!one || !part.loop.send(new Mass(part.sessions, packets, cost, ifWritable))) {
                for (EngineSession session : part.sessions) {
                    session.send(packets, ifWritable);
                }
            }
        }
        for (EngineSession session : unsettled) {
            session.send(packets, ifWritable);
        }
    }

    /** A letter to many sessions of one event loop. */
    record Mass(EngineSession[] sessions, List<WirePacket> packets, long cost, boolean ifWritable) {}
}
