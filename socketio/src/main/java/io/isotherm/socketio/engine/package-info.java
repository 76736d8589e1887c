/**
 * Engine.IO 4: sessions with a heartbeat that send and receive messages over long-polling and WebSocket. Knows nothing
 * of namespaces, events or rooms. Not part of the API that applications rely on.
 */
@NullMarked
package io.isotherm.socketio.engine;

import org.jspecify.annotations.NullMarked;
