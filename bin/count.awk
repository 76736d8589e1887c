# Adds up the results in JUnit's XML, of Surefire and of Vitest: prints "passed failed skipped".
# Each tag becomes a record; of a suite's attributes only the numbers are looked at.
BEGIN { RS = "<" }

function number(name,   text) {
  if (!match($0, "[ \t\r\n]" name "=\"[0-9]+\"")) return 0
  text = substr($0, RSTART, RLENGTH)
  gsub(/[^0-9]/, "", text)
  return text + 0
}

/^testsuite[ \t\r\n]/ {
  tests += number("tests")
  failed += number("failures") + number("errors")
  skipped += number("skipped")
}

END { print tests - failed - skipped, failed + 0, skipped + 0 }
