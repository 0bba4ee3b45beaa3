import { ApiError } from "@api/problem.ts";
import type { ImportDetail, ImportPlan } from "@api/types.ts";
import { Button } from "@ui/button.tsx";
import { CONTROL, SelectField } from "@ui/field.tsx";
import { cx } from "@ui/class-names.ts";
import { useState } from "react";
import { Panel } from "../../layout/page.tsx";
import { ProblemBox } from "../../layout/problem-box.tsx";
import { useStore } from "../../session/my-stores.ts";
import { useText } from "../../texts/imports.ts";
import { begin } from "./queries.ts";
import { missingFields, wrongColumns } from "./mapping.ts";
import { fieldText, problemWords } from "./words.ts";

type Column = ImportDetail["columns"][number];

/** Which column of the file becomes what, how to import it, and the way to try and to do it. */
export function MappingPanel({ detail }: { detail: ImportDetail }) {
  const t = useText();
  const store = useStore();
  const { columns, fields } = detail;
  const [mapping, setMapping] = useState(() => columns.map((column) => column.field));
  const [onBadRow, setOnBadRow] = useState<ImportPlan["onBadRow"]>(
    detail.import.onBadRow === "stop" ? "stop" : "skip",
  );
  const [whatToDo, setWhatToDo] = useState<ImportPlan["whatToDo"]>(
    (detail.import.whatToDo as ImportPlan["whatToDo"] | undefined) ?? "create_and_update",
  );
  const [busy, setBusy] = useState<"dry-run" | "start">();
  const [error, setError] = useState<unknown>();
  const missing = missingFields(mapping, whatToDo);
  const wrong = wrongColumns(mapping, error instanceof ApiError ? error.fields : []);
  const go = async (what: "dry-run" | "start") => {
    setBusy(what);
    setError(undefined);
    try {
      await begin(store.id, detail.import.id, what, { mapping, onBadRow, whatToDo });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <Panel title={t("imports.mapping")} lead={t("imports.mappingLead")}>
      <ProblemBox error={error} words={problemWords(error)} />
      <ul className="divide-line border-line divide-y border-y">
        {columns.map((column, i) => (
          <MappedColumn
            // Columns may have one name twice.
            // oxlint-disable-next-line react/no-array-index-key
            key={i}
            id={`column-${i}`}
            column={column}
            fields={fields}
            field={mapping[i] ?? ""}
            wrong={wrong.get(i)}
            onChange={(field) => setMapping(mapping.map((one, at) => (at === i ? field : one)))}
          />
        ))}
      </ul>
      <div className="mt-6 grid gap-5 sm:grid-cols-2">
        <SelectField
          id="whatToDo"
          label={t("imports.whatToDo")}
          value={whatToDo}
          onChange={(event) => setWhatToDo(event.target.value as ImportPlan["whatToDo"])}
        >
          <option value="create_and_update">{t("imports.whatToDo.create_and_update")}</option>
          <option value="create">{t("imports.whatToDo.create")}</option>
          <option value="update">{t("imports.whatToDo.update")}</option>
        </SelectField>
        <SelectField
          id="onBadRow"
          label={t("imports.onBadRow")}
          value={onBadRow}
          onChange={(event) => setOnBadRow(event.target.value as ImportPlan["onBadRow"])}
        >
          <option value="skip">{t("imports.onBadRow.skip")}</option>
          <option value="stop">{t("imports.onBadRow.stop")}</option>
        </SelectField>
      </div>
      <p role="status" className="text-danger mt-4 min-h-5 text-sm font-medium">
        {missing.length > 0 && t("imports.missing", { fields: missing.map(fieldText).join(", ") })}
      </p>
      <div className="mt-2 flex flex-wrap justify-end gap-3">
        <Button
          variant="outline"
          busy={busy === "dry-run"}
          disabled={missing.length > 0}
          onClick={() => void go("dry-run")}
        >
          {t("imports.try")}
        </Button>
        <Button busy={busy === "start"} disabled={missing.length > 0} onClick={() => void go("start")}>
          {t("imports.start")}
        </Button>
      </div>
    </Panel>
  );
}

function MappedColumn({
  id,
  column,
  fields,
  field,
  wrong,
  onChange,
}: {
  id: string;
  column: Column;
  fields: readonly string[];
  field: string;
  wrong: string | undefined;
  onChange: (field: string) => void;
}) {
  const t = useText();
  const samples = column.samples.filter(Boolean).slice(0, 3);
  return (
    <li className="grid items-center gap-x-5 gap-y-2 py-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1.1fr)]">
      <label htmlFor={id} className="min-w-0 font-medium break-words">
        {column.name || t("imports.unnamed")}
      </label>
      <p className="text-muted min-w-0 text-sm break-words">
        {samples.length > 0 ? samples.map(short).join(" · ") : t("imports.noSamples")}
      </p>
      <div className="min-w-0">
        <select
          id={id}
          value={field}
          aria-invalid={wrong ? true : undefined}
          aria-describedby={wrong ? `${id}-error` : undefined}
          onChange={(event) => onChange(event.target.value)}
          className={cx(CONTROL, "select pr-10", !field && "text-muted")}
        >
          <option value="">{t("imports.notRead")}</option>
          {fields.map((one) => (
            <option key={one} value={one}>
              {fieldText(one)}
            </option>
          ))}
        </select>
        {wrong && (
          <p id={`${id}-error`} className="text-danger mt-1.5 text-sm font-medium">
            {wrong === "duplicate"
              ? t("imports.twice")
              : wrong === "option"
                ? t("imports.optionName")
                : wrong}
          </p>
        )}
      </div>
    </li>
  );
}

const short = (sample: string) => (sample.length > 60 ? `${sample.slice(0, 60)}…` : sample);
