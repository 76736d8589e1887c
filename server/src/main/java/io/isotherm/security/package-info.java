/** Who may come in, decided in one place for HTTP, Socket.IO and MQTT. */
@NullMarked
package io.isotherm.security;

import org.jspecify.annotations.NullMarked;
