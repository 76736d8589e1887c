/** The two wire formats, Engine.IO 4 and Socket.IO 5, as pure functions: no network, no clock, no threads. */
@NullMarked
package io.isotherm.socketio.protocol;

import org.jspecify.annotations.NullMarked;
