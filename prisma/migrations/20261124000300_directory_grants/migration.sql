-- The ground migration revoked and granted these as outstation_owner, after handing the functions over to another role:
-- Postgres warned and did nothing, so PUBLIC kept its default right to execute. Only a function's owner may give it.
SET LOCAL ROLE outstation_directory;
REVOKE ALL ON FUNCTION directory.list_tenants(), directory.find_account(text), directory.list_memberships(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory.list_tenants() TO outstation_ingest;
GRANT EXECUTE ON FUNCTION directory.find_account(text), directory.list_memberships(uuid) TO outstation_app;
RESET ROLE;
