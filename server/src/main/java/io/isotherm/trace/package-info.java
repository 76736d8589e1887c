/** What operators may have told of single messages: the contract, which costs nothing where nobody listens. */
@NullMarked
package io.isotherm.trace;

import org.jspecify.annotations.NullMarked;
