import type { ProductAttribute } from "@api/types.ts";
import { intlLocale } from "@ui/i18n.ts";
import { useText } from "../../store-text.ts";

/** What the product's category asks for. */
export function AttributeTable({ attributes }: { attributes: readonly ProductAttribute[] }) {
  const t = useText();
  if (attributes.length === 0) return null;
  const shown = ({ text, number, boolean, unit }: ProductAttribute) =>
    number === undefined
      ? (text ?? t(boolean ? "product.yes" : "product.no"))
      : `${number.toLocaleString(intlLocale(), { maximumFractionDigits: 10 })} ${unit ?? ""}`.trim();
  return (
    <section className="border-line mt-8 border-t pt-8">
      <h2 className="mb-4 text-lg font-semibold">{t("product.details")}</h2>
      <table className="w-full text-sm">
        <tbody>
          {attributes.map((one) => (
            <tr key={one.attributeId} className="border-line border-b last:border-0">
              <th scope="row" className="text-muted w-2/5 py-2 pr-4 text-left font-normal">
                {one.name}
              </th>
              <td className="py-2 break-words">{shown(one)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
