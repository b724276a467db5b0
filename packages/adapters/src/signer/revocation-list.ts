import type { RevocationReason, RevokedCertificate } from "@outstation/domain/ports";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import * as asn1 from "@peculiar/asn1-x509";
import type { Authority } from "./authority";
import { distributionPointName } from "./distribution-point";

/** A reader fetches the next list within this time; a new one is made at every revocation anyway. */
export const LIST_LIFE_MS = 24 * 3_600_000;

/** RFC 5280, 5.3.1. */
const REASONS: Readonly<Record<RevocationReason, asn1.CRLReasons>> = {
  unspecified: asn1.CRLReasons.unspecified,
  keyCompromise: asn1.CRLReasons.keyCompromise,
  affiliationChanged: asn1.CRLReasons.affiliationChanged,
  superseded: asn1.CRLReasons.superseded,
  cessationOfOperation: asn1.CRLReasons.cessationOfOperation,
};

/**
 * Signs the list of revocations in DER (RFC 5280, 5). Its issuing distribution point names the address devices' certificates
 * name: EMQX does not enforce a list without one (facts/saas 1.3).
 */
export async function signRevocationList(
  issuing: Authority,
  crlUrl: string,
  list: { readonly revoked: readonly RevokedCertificate[]; readonly number: bigint; readonly now: number },
): Promise<Uint8Array> {
  const algorithm = new asn1.AlgorithmIdentifier({ algorithm: "1.2.840.10045.4.3.2" }); // ecdsa-with-SHA256, RFC 5758
  const tbs = new asn1.TBSCertList({
    version: asn1.Version.v2,
    signature: algorithm,
    issuer: AsnConvert.parse(issuing.certificate.subjectName.toArrayBuffer(), asn1.Name),
    thisUpdate: new asn1.Time(new Date(list.now)),
    nextUpdate: new asn1.Time(new Date(list.now + LIST_LIFE_MS)),
    crlExtensions: new asn1.Extensions([
      AsnConvert.parse(issuing.authorityKey.rawData, asn1.Extension),
      extension(asn1.id_ce_cRLNumber, false, integer(list.number)),
      extension(
        asn1.id_ce_issuingDistributionPoint,
        true,
        AsnConvert.serialize(
          new asn1.IssuingDistributionPoint({
            distributionPoint: distributionPointName(crlUrl),
          }),
        ),
      ),
    ]),
  });
  // An empty list has no such field at all (RFC 5280, 5.1.2.6).
  if (list.revoked.length > 0) tbs.revokedCertificates = list.revoked.map(toEntry);
  const bytes = AsnConvert.serialize(tbs);
  const signature = await issuing.key.sign(new Uint8Array(bytes));
  const signed = new asn1.CertificateList({
    tbsCertList: tbs,
    signatureAlgorithm: algorithm,
    signature: toBuffer(signature),
  });
  return new Uint8Array(AsnConvert.serialize(signed));
}

function toEntry({ serial, revokedAt, reason }: RevokedCertificate): asn1.RevokedCertificate {
  const entry = new asn1.RevokedCertificate({
    userCertificate: toBuffer(Buffer.from(serial, "hex")),
    revocationDate: new asn1.Time(revokedAt),
  });
  // `unspecified` is said by saying nothing (RFC 5280, 5.3.1).
  if (reason !== "unspecified")
    entry.crlEntryExtensions = [
      extension(asn1.id_ce_cRLReasons, false, AsnConvert.serialize(new asn1.CRLReason(REASONS[reason]))),
    ];
  return entry;
}

const extension = (extnID: string, critical: boolean, value: ArrayBuffer) =>
  new asn1.Extension({ extnID, critical, extnValue: new OctetString(value) });

/** A positive INTEGER in DER; the library's own takes no more than 32 bits. */
function integer(number: bigint): ArrayBuffer {
  const hex = number.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  const octets = Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, "hex");
  return toBuffer(Buffer.concat([Buffer.from([0x02, octets.length]), octets]));
}

const toBuffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
