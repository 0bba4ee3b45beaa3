import { ApiError } from "@api/problem.ts";
import { text, type TextKey } from "../../texts/imports.ts";

/** Why a file cannot be read, by the code of its field. */
const UNREADABLE: Record<string, TextKey> = {
  empty: "imports.unreadable.empty",
  no_rows: "imports.unreadable.noRows",
  workbook: "imports.unreadable.workbook",
  encoding: "imports.unreadable.encoding",
  compressed: "imports.unreadable.compressed",
  pdf: "imports.unreadable.binary",
  binary: "imports.unreadable.binary",
  quotes_broken: "imports.unreadable.quotes",
  row_too_long: "imports.unreadable.quotes",
  too_many_columns: "imports.unreadable.columns",
};

/** What the codes of the API mean when a file is imported. */
export function problemWords(error: unknown): Record<string, string> {
  const why = error instanceof ApiError ? UNREADABLE[error.fields[0]?.code ?? ""] : undefined;
  return {
    import_unreadable: text(why ?? "imports.unreadable.binary"),
    import_too_large: text("imports.tooLarge"),
    body_too_large: text("imports.tooLarge"),
    import_running: text("imports.otherRuns"),
    import_over: text("imports.over"),
    import_file_gone: text("imports.fileGone"),
    import_mapping_invalid: text("imports.mappingInvalid"),
    export_busy: text("imports.exportBusy"),
  };
}

/** What is wrong with a row, by its code; the API says others in English. */
const REASONS: Record<string, TextKey> = {
  missing: "imports.reason.missing",
  handle_missing: "imports.reason.handleMissing",
  handle_repeated: "imports.reason.handleRepeated",
  negative: "imports.reason.negative",
  too_high: "imports.reason.tooHigh",
  not_a_price: "imports.reason.notAPrice",
  not_a_number: "imports.reason.notANumber",
  not_a_weight: "imports.reason.notAWeight",
  not_a_position: "imports.reason.notAPosition",
  not_a_status: "imports.reason.notAStatus",
  not_true_or_false: "imports.reason.notTrueOrFalse",
  not_an_address: "imports.reason.notAnAddress",
  option_missing: "imports.reason.optionMissing",
  option_unnamed: "imports.reason.optionUnnamed",
  option_repeated: "imports.reason.optionRepeated",
  too_many_options: "imports.reason.tooManyOptions",
  variant_repeated: "imports.reason.variantRepeated",
  unknown: "imports.reason.unknown",
  quotes_broken: "imports.reason.quotesBroken",
  row_too_long: "imports.reason.rowTooLong",
  not_utf8: "imports.reason.notText",
  category_unknown: "imports.reason.categoryUnknown",
  nothing_in_row: "imports.reason.nothingInRow",
};

export function reasonText(problem: { code: string; message: string }): string {
  const known = REASONS[problem.code];
  return known ? text(known) : problem.message;
}

/** The words for a field a column may hold. */
export function fieldText(field: string): string {
  if (field.startsWith("attribute:"))
    return text("imports.field.attribute", { name: field.slice("attribute:".length) });
  const known: TextKey | undefined = FIELDS[field];
  return known ? text(known) : field;
}

const FIELDS: Record<string, TextKey> = {
  handle: "imports.field.handle",
  name: "imports.field.name",
  description: "imports.field.description",
  brand: "imports.field.brand",
  category: "imports.field.category",
  category_name: "imports.field.categoryName",
  tags: "imports.field.tags",
  status: "imports.field.status",
  published: "imports.field.published",
  seo_title: "imports.field.seoTitle",
  seo_description: "imports.field.seoDescription",
  option1_name: "imports.field.option1Name",
  option1_value: "imports.field.option1Value",
  option2_name: "imports.field.option2Name",
  option2_value: "imports.field.option2Value",
  option3_name: "imports.field.option3Name",
  option3_value: "imports.field.option3Value",
  sku: "imports.field.sku",
  barcode: "imports.field.barcode",
  price: "imports.field.price",
  compare_at_price: "imports.field.compareAt",
  weight_grams: "imports.field.weight",
  quantity: "imports.field.quantity",
  image_url: "imports.field.imageUrl",
  image_position: "imports.field.imagePosition",
  image_alt: "imports.field.imageAlt",
  image_focus: "imports.field.imageFocus",
  variant_image_url: "imports.field.variantImage",
};
