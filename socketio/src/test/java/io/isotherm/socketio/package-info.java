@NullMarked
package io.isotherm.socketio;

import org.jspecify.annotations.NullMarked;
