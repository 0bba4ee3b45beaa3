import type { WebhookAttempt, WebhookDeliveryDetail } from "@api/types.ts";
import { SelectField } from "@ui/field.tsx";
import { intlLocale } from "@ui/i18n.ts";
import { type ReactNode, useId, useState } from "react";
import { Fact, Facts } from "../../layout/fact.tsx";
import { Moment } from "../../layout/moment.tsx";
import { Panel } from "../../layout/page.tsx";
import { useText } from "../../texts/webhooks.ts";
import { answerText } from "./delivery-state.tsx";
import { pretty } from "./pretty.ts";

/** What was sent and what was answered, side by side, for the attempt that one chooses; the latest at first. */
export function Exchange({ detail }: { detail: WebhookDeliveryDetail }) {
  const t = useText();
  const id = useId();
  const [number, setNumber] = useState<number>();
  const { attempts } = detail;
  const shown = attempts.find((one) => one.number === number) ?? attempts[0];
  return (
    <>
      {attempts.length > 1 && (
        <SelectField
          id={id}
          label={t("webhooks.attempt")}
          value={String(shown?.number)}
          onChange={(event) => setNumber(Number(event.target.value))}
          className="max-w-md"
        >
          {attempts.map((one) => (
            <option key={one.number} value={one.number}>
              {t("webhooks.attemptOf", {
                number: one.number,
                answer: answerText(one.result, one.statusCode),
              })}
            </option>
          ))}
        </SelectField>
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 xl:grid-cols-2">
        <Panel title={t("webhooks.request")}>
          <p className="font-mono text-sm break-all">POST {detail.url}</p>
          {shown && <Headers headers={shown.requestHeaders} />}
          <Block title={t("webhooks.body")} text={pretty(detail.body)} />
        </Panel>
        <Panel title={t("webhooks.response")}>
          {shown ? (
            <Response attempt={shown} />
          ) : (
            <p role="status" className="text-muted text-sm">
              {t("webhooks.notSent")}
            </p>
          )}
        </Panel>
      </div>
    </>
  );
}

function Response({ attempt }: { attempt: WebhookAttempt }) {
  const t = useText();
  const took = new Intl.NumberFormat(intlLocale(), { style: "unit", unit: "millisecond" });
  return (
    <>
      <p role="status" className="num text-sm font-semibold">
        {answerText(attempt.result, attempt.statusCode)}
      </p>
      <div className="mt-4">
        <Facts>
          <Fact label={t("webhooks.sentAt")}>
            <Moment at={attempt.at} precise />
          </Fact>
          <Fact label={t("webhooks.took")}>
            <span className="num">{took.format(attempt.durationMs)}</span>
          </Fact>
        </Facts>
      </div>
      {attempt.statusCode === undefined ? (
        <p className="text-muted mt-4 text-sm">{t("webhooks.noAnswer")}</p>
      ) : (
        <>
          <Headers headers={attempt.responseHeaders} />
          <Block
            title={t("webhooks.body")}
            text={pretty(attempt.responseBody)}
            note={attempt.responseCut && t("webhooks.cut")}
          />
        </>
      )}
    </>
  );
}

function Headers({ headers }: { headers: Record<string, string> }) {
  const t = useText();
  const lines = Object.entries(headers)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => `${name}: ${value}`);
  return lines.length > 0 && <Block title={t("webhooks.headers")} text={lines.join("\n")} />;
}

/** Text as it is, which can be scrolled; the keyboard gets there, too. */
function Block({ title, text, note }: { title: string; text: string; note?: ReactNode }) {
  const t = useText();
  const id = useId();
  return (
    <div className="mt-4">
      <h3 id={id} className="text-muted text-sm">
        {title}
      </h3>
      {text ? (
        <pre
          role="group"
          aria-labelledby={id}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard
          tabIndex={0}
          className="bg-sunken mt-1 max-h-96 overflow-auto rounded-2xl p-4 text-xs leading-relaxed"
        >
          {text}
        </pre>
      ) : (
        <p className="text-muted mt-1 text-sm">{t("webhooks.noBody")}</p>
      )}
      {note && <p className="text-muted mt-1 text-sm">{note}</p>}
    </div>
  );
}
