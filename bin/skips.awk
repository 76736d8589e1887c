# Names the tests that were skipped, and why, from JUnit's XML.
BEGIN { RS = "<" }

function text(name,   at) {
  at = match($0, "[ \t\r\n]" name "=\"[^\"]*\"")
  if (!at) return ""
  at = index(substr($0, RSTART), "\"")
  return substr($0, RSTART + at, RLENGTH - at - 1)
}

/^testcase[ \t\r\n]/ { test = text("classname") " " text("name") }
/^skipped/ {
  why = text("message")
  gsub(/&#10;|&#xa;/, " ", why); gsub(/&quot;/, "\"", why); gsub(/&apos;/, "'", why)
  gsub(/&lt;/, "<", why); gsub(/&gt;/, ">", why); gsub(/&amp;/, "\\&", why)
  print "SKIPPED: " test (why == "" ? "" : ": " why)
}
