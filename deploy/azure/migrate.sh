#!/bin/sh
# Runs the job that migrates the databases, and waits for it. azd calls it after a deployment, with its environment.
set -eu

job=migrations
group=${AZURE_RESOURCE_GROUP:-rg-$AZURE_ENV_NAME}
subscription=$AZURE_SUBSCRIPTION_ID

run_az() { az containerapp job "$@" --resource-group "$group" --subscription "$subscription" --output tsv; }

execution=$(run_az start --name "$job" --query name)
echo "The job $job has started as $execution."
while :; do
  status=$(run_az execution show --name "$job" --job-execution-name "$execution" --query properties.status)
  case $status in
    Succeeded) echo "The databases have the schema of this version."; exit 0 ;;
    Running | Processing | Unknown | '') sleep 5 ;;
    *)
      echo "The job $job ended as $status: read its log with 'az containerapp job logs show', mend the cause, and run azd deploy again." >&2
      exit 1
      ;;
  esac
done
