import { DataType, type DataValue, VariantArrayType } from "node-opcua";
import type { RawReading } from "../driver";

/** A reading as the controller gave it. */
export const rawReadingOf = (point: string, dataValue: DataValue): RawReading => ({
  point,
  value: plainValue(dataValue),
  sourceTime: (dataValue.sourceTimestamp ?? dataValue.serverTimestamp)?.getTime() ?? null,
  status: { protocol: "opcua", code: dataValue.statusCode.value },
});

/** OPC UA's built-in types as plain values. Arrays and structures stay what they are, for the normaliser to refuse. */
function plainValue({ value: variant }: DataValue): unknown {
  if (variant.arrayType !== VariantArrayType.Scalar) return variant.value;
  switch (variant.dataType) {
    case DataType.Null:
      return null;
    // node-opcua gives 64-bit integers as [high, low] words.
    case DataType.Int64:
      return Number(BigInt.asIntN(64, wide(variant.value)));
    case DataType.UInt64:
      return Number(wide(variant.value));
    case DataType.LocalizedText:
    case DataType.QualifiedName:
      return variant.value?.text ?? variant.value?.name ?? null;
    case DataType.ByteString:
      return variant.value?.toString("base64") ?? null;
    default:
      return variant.value;
  }
}

const wide = ([high = 0, low = 0]: readonly number[]): bigint => (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
