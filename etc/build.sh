# Quiet builds on demand, in the project's folder. Sourced by ./dev and ./reveille after etc/jdk.sh.

reveille_stale() { # stamp file → true if a source is newer than it, or it does not exist
  [ ! -e "$1" ] || [ -n "$(find pom.xml .mvn ./*/pom.xml ./*/src/main -newer "$1" -print -quit)" ]
}

reveille_maven() { # log file, Maven arguments … : nothing is said unless it fails
  local log=$1
  shift
  mkdir -p "${log%/*}"
  if ! ./mvnw -q -B -Dmaven.test.skip=true "$@" >"$log" 2>&1; then
    echo "The build failed. The end of $PWD/$log:" >&2
    tail -n 30 "$log" >&2
    return 1
  fi
}
