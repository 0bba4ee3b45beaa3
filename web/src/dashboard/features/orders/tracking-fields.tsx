import { SelectField, TextField } from "@ui/field.tsx";
import { local, readStored, writeStored } from "@ui/storage.ts";
import { useState } from "react";
import { text, useText } from "../../texts/orders.ts";
import { CARRIERS, isKnown } from "./carriers.ts";

const OTHER = "other";
const LATEST = "rialto.carrier";

type Tracking = { carrier: string; trackingNumber: string; trackingUrl?: string | undefined };

/** How a parcel can be followed, as it is typed; `read` says what to send, or shows what is missing. */
export function useTracking(now?: Tracking) {
  const latest = now?.carrier ?? readStored<string>(local, LATEST) ?? "dhl";
  const [carrier, setCarrier] = useState(isKnown(latest) ? latest : OTHER);
  const [name, setName] = useState(isKnown(latest) ? "" : latest);
  const [number, setNumber] = useState(now?.trackingNumber ?? "");
  const [url, setUrl] = useState(now && !isKnown(now.carrier) ? (now.trackingUrl ?? "") : "");
  const [wrong, setWrong] = useState<{ name?: string; url?: string }>({});
  const isOther = carrier === OTHER;
  const check = (): boolean => {
    const found = {
      ...(isOther && !name.trim() && { name: text("field.required") }),
      ...(isOther &&
        url.trim() &&
        !/^https:\/\/[^\s/]/.test(url.trim()) && { url: text("orders.httpsOnly") }),
    };
    setWrong(found);
    return Object.keys(found).length === 0;
  };
  const body = () => {
    const chosen = isOther ? name.trim() : carrier;
    if (!now) writeStored(local, LATEST, chosen);
    return {
      carrier: chosen,
      trackingNumber: number.trim(),
      ...(isOther && url.trim() && { trackingUrl: url.trim() }),
    };
  };
  return {
    carrier,
    setCarrier,
    name,
    setName,
    number,
    setNumber,
    url,
    setUrl,
    wrong,
    isOther,
    check,
    body,
  };
}

export function TrackingFields({ tracking }: { tracking: ReturnType<typeof useTracking> }) {
  const t = useText();
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        id="carrier"
        label={t("orders.carrier")}
        value={tracking.carrier}
        onChange={(event) => tracking.setCarrier(event.target.value)}
      >
        {CARRIERS.map(([word, name]) => (
          <option key={word} value={word}>
            {name}
          </option>
        ))}
        <option value={OTHER}>{t("orders.otherCarrier")}</option>
      </SelectField>
      <TextField
        id="tracking-number"
        label={t("orders.tracking")}
        optional={t("field.optional")}
        autoComplete="off"
        maxLength={100}
        value={tracking.number}
        onChange={(event) => tracking.setNumber(event.target.value)}
      />
      {tracking.isOther && (
        <>
          <TextField
            id="carrier-name"
            label={t("orders.carrierName")}
            error={tracking.wrong.name}
            autoComplete="off"
            maxLength={100}
            value={tracking.name}
            onChange={(event) => tracking.setName(event.target.value)}
          />
          <TextField
            id="tracking-url"
            label={t("orders.trackingUrl")}
            optional={t("field.optional")}
            error={tracking.wrong.url}
            type="url"
            autoComplete="off"
            maxLength={500}
            value={tracking.url}
            onChange={(event) => tracking.setUrl(event.target.value)}
          />
        </>
      )}
    </div>
  );
}
