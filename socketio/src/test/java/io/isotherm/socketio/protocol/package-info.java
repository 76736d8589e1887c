@NullMarked
package io.isotherm.socketio.protocol;

import org.jspecify.annotations.NullMarked;
