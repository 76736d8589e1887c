@NullMarked
package io.isotherm.socketio.engine;

import org.jspecify.annotations.NullMarked;
