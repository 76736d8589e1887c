/** The listener, problem documents and the page's files: what every HTTP handler shares. */
@NullMarked
package io.isotherm.http;

import org.jspecify.annotations.NullMarked;
