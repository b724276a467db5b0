-- Edge packages are made on the platform: drafted, published as the next version by someone, and compared with what the gateway
-- says it runs.

ALTER TABLE "edge_packages"
  ADD COLUMN "created_by" TEXT,
  ADD COLUMN "note" TEXT,
  ADD COLUMN "republishes" INTEGER;

-- CreateTable
CREATE TABLE "edge_package_drafts" (
    "tenant_id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "body" JSONB NOT NULL,
    "based_on" INTEGER NOT NULL,
    "changed_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "edge_package_drafts_pkey" PRIMARY KEY ("tenant_id","device_id")
);

-- AddForeignKey
ALTER TABLE "edge_package_drafts" ADD CONSTRAINT "edge_package_drafts_tenant_id_device_id_fkey" FOREIGN KEY ("tenant_id", "device_id") REFERENCES "devices"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- Since when the gateway says that it runs what it runs, and when the platform last sent it what it should run.
ALTER TABLE "device_presence"
  ADD COLUMN "package_changed_at" TIMESTAMPTZ(3),
  ADD COLUMN "package_sent_at" TIMESTAMPTZ(3);

ALTER TABLE "edge_package_drafts" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "edge_package_drafts" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "edge_package_drafts" TO outstation_app
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
  WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));

GRANT SELECT, INSERT, UPDATE, DELETE ON "edge_package_drafts" TO outstation_app;
