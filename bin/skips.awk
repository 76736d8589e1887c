# Names the tests that were skipped, and why, from JUnit's XML: Vitest and @Disabled give the reason as an attribute,
# Surefire gives that of a failed assumption as text, before a stack trace.
BEGIN { RS = "<" }

function text(name,   at) {
  at = match($0, "[ \t\r\n]" name "=\"[^\"]*\"")
  if (!at) return ""
  at = index(substr($0, RSTART), "\"")
  return substr($0, RSTART + at, RLENGTH - at - 1)
}

function tell(why,   line) {
  line = "SKIPPED: " test (why == "" ? "" : ": " why)
  gsub(/&#10;|&#xa;/, " ", line)
  gsub(/&quot;/, "\"", line)
  gsub(/&apos;/, "'", line)
  gsub(/&lt;/, "<", line)
  gsub(/&gt;/, ">", line)
  gsub(/&amp;/, "\\&", line)
  print line
  waiting = 0
}

waiting {
  why = ""
  if (sub(/^!\[CDATA\[/, "")) {
    why = $0
    sub(/\n.*/, "", why)
    sub(/^[A-Za-z0-9_.]*: /, "", why)
    sub(/^Assumption failed: /, "", why)
  }
  tell(why)
}

/^testcase[ \t\r\n]/ { test = text("classname") " " text("name") }

/^skipped/ {
  why = text("message")
  if (why != "" || /\/>/) tell(why)
  else waiting = 1
}
