/**
 * A Socket.IO server (protocol 5, over Engine.IO 4) for Vert.x. This package is what applications use; {@code engine}
 * carries packets over WebSocket and long-polling, {@code protocol} encodes and decodes them.
 */
@NullMarked
package io.isotherm.socketio;

import org.jspecify.annotations.NullMarked;
