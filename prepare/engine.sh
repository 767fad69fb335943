# Whether the servers run as processes here; containers need no Postgres and no Redis on the machine.

engine=${Engine-}
previous=
for argument in "$@"; do
  case $argument in
    --[Ee]ngine=* | [Ee]ngine=*) engine=${argument#*=} ;;
    *) case $previous in --[Ee]ngine) engine=$argument ;; esac ;;
  esac
  previous=$argument
done

# Called only when something is missing: a runtime that hangs must not slow down every start.
containers() {
  case $engine in [Cc]ontainer) return 0 ;; [Pp]rocess) return 1 ;; esac
  local runtime limit=
  # macOS has no timeout
  if has timeout; then limit='timeout 5'; fi
  for runtime in docker podman; do
    if has "$runtime" && $limit "$runtime" info >/dev/null 2>&1; then
      announce engine "container ($runtime answers)"
      return 0
    fi
  done
  return 1
}
