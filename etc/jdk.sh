# Finds a JDK of at least version 25 and exports it as JAVA_HOME. Sourced by ./mvnw, ./dev and ./reveille.
# With reveille_needs=java, where nothing is compiled, a runtime without a compiler does, too.

reveille_jdk_version() { # folder → sets `version`, 0 if there is no JDK in it
  local line
  version=0
  [ -x "$1/bin/java" ] && [ -x "$1/bin/${reveille_needs:-javac}" ] && [ -r "$1/release" ] || return 0
  while read -r line; do
    if [[ $line =~ ^JAVA_VERSION=\"([0-9]+) ]]; then
      version=${BASH_REMATCH[1]}
    fi
  done <"$1/release"
}

reveille_find_jdk() {
  local candidate version on_path
  on_path=$(command -v java || true)
  [ -z "$on_path" ] || on_path=$(readlink -f "$on_path" 2>/dev/null || printf '%s' "$on_path")
  for candidate in "${JAVA_HOME:-}" "${on_path%/bin/java}" /usr/lib/jvm/* /opt/* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -n "$candidate" ] || continue
    reveille_jdk_version "$candidate"
    if [ "$version" -ge 25 ]; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  return 1
}

if ! reveille_find_jdk; then
  cat >&2 <<'MESSAGE'
Reveille needs a JDK 25 or later, and none was found in JAVA_HOME, on PATH or in the usual folders.
Install one, for instance on Debian or Ubuntu `apt-get install temurin-25-jdk` (or openjdk-25-jdk),
elsewhere any JDK 25; or let JAVA_HOME point to one that you have.
MESSAGE
  exit 1
fi
