import { DistributionPoint, DistributionPointName, GeneralName } from "@peculiar/asn1-x509";

/** Where a list of revocations is found (RFC 5280, 4.2.1.13). */
export const distributionPointName = (url: string) =>
  new DistributionPointName({ fullName: [new GeneralName({ uniformResourceIdentifier: url })] });

export const distributionPoint = (url: string) =>
  new DistributionPoint({ distributionPoint: distributionPointName(url) });
