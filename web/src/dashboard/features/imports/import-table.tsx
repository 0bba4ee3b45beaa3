import type { Import } from "@api/types.ts";
import { intlLocale } from "@ui/i18n.ts";
import { MessagePage } from "@ui/message-page.tsx";
import { Link } from "@tanstack/react-router";
import { FileUp } from "lucide-react";
import { Moment } from "../../layout/moment.tsx";
import { useStore } from "../../session/my-stores.ts";
import type { Column } from "../../table/column.ts";
import { DataTable } from "../../table/data-table.tsx";
import { useText } from "../../texts/imports.ts";
import { ImportStatusBadge } from "./status-badge.tsx";

const number = (value: number) => value.toLocaleString(intlLocale());

/** The store's imports; a row leads to what became of the file. */
export function ImportTable({ imports, next }: { imports: readonly Import[]; next: string | null }) {
  const t = useText();
  const store = useStore();
  const columns: Column<Import>[] = [
    {
      id: "file",
      title: t("imports.file"),
      card: "title",
      cell: (one) => (
        <Link
          to="/dashboard/stores/$store/imports/$importId"
          params={{ store: store.slug, importId: one.id }}
          className="font-semibold break-all after:absolute after:inset-0"
        >
          {one.fileName}
        </Link>
      ),
      csv: (one) => one.fileName,
    },
    {
      id: "status",
      title: t("imports.status"),
      card: "badge",
      cell: (one) => <ImportStatusBadge status={one.status} />,
      csv: (one) => one.status,
    },
    {
      id: "at",
      title: t("imports.uploaded"),
      cell: (one) => <Moment at={one.createdAt} />,
      csv: (one) => one.createdAt,
    },
    {
      id: "rows",
      title: t("imports.rows"),
      align: "end",
      cell: (one) => number(one.counts.rows),
      csv: (one) => one.counts.rows,
    },
    {
      id: "created",
      title: t("imports.created"),
      align: "end",
      cell: (one) => number(one.status === "checked" ? 0 : one.counts.created),
      csv: (one) => (one.status === "checked" ? 0 : one.counts.created),
    },
    {
      id: "updated",
      title: t("imports.updated"),
      align: "end",
      cell: (one) => number(one.status === "checked" ? 0 : one.counts.updated),
      csv: (one) => (one.status === "checked" ? 0 : one.counts.updated),
    },
    {
      id: "bad",
      title: t("imports.badRows"),
      align: "end",
      cell: (one) => (
        <span className={one.counts.badRows > 0 ? "text-danger font-semibold" : ""}>
          {number(one.counts.badRows)}
        </span>
      ),
      csv: (one) => one.counts.badRows,
    },
  ];
  return (
    <DataTable
      id="imports"
      label={t("imports.history")}
      columns={columns}
      rows={imports}
      rowId={(one) => one.id}
      next={next}
      empty={
        <MessagePage icon={<FileUp size={28} />} title={t("imports.none")} text={t("imports.noneText")} />
      }
    />
  );
}
