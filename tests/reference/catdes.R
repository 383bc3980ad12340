# Reference figures for tests/test_profile_reference.py, from FactoMineR 2.7 on R 4.2.
#
#   Rscript tests/reference/catdes.R small CUSTOMERS.csv
#   Rscript tests/reference/catdes.R d1 CUSTOMERS.csv
#
# The first argument names the result: tests/reference/NAME_means.csv and NAME_categories.csv.
# CUSTOMERS.csv has a column `segment`; text columns are categories. For `d1`, which has none,
# categories are derived from numeric columns (the test derives the same ones).
#
# proba = 1 reports every test.

suppressMessages(library(FactoMineR))

arguments <- commandArgs(trailingOnly = TRUE)
name <- arguments[1]
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))

table <- read.csv(arguments[2], na.strings = "", encoding = "UTF-8", check.names = FALSE)
table$customer_id <- NULL
table$segment <- factor(table$segment)
if (name == "d1") {
  table$age_band <- as.character(cut(table$age, c(0, 34, 44, 54, 200), labels = c("a", "b", "c", "d")))
  table$products <- as.character(table$product_count)
  table$investments <- as.character(table$investment_monthly_count)
}
result <- catdes(table, num.var = which(names(table) == "segment"), proba = 1)

digits <- function(x) ifelse(is.na(x), "", sprintf("%.17g", x))
write <- function(rows, kind) {
  write.csv(rows, file.path(here, paste0(name, "_", kind, ".csv")),
            row.names = FALSE, quote = FALSE, fileEncoding = "UTF-8")
}

means <- NULL
for (segment in levels(table$segment)) {
  figures <- result$quanti[[segment]]
  for (feature in rownames(figures)) {
    values <- table[[feature]]
    own <- quantile(values[table$segment == segment], c(.25, .5, .75), na.rm = TRUE, type = 7)
    all <- quantile(values, c(.25, .5, .75), na.rm = TRUE, type = 7)
    row <- figures[feature, ]
    means <- rbind(means, data.frame(
      segment, feature,
      v = digits(row["v.test"]), p = digits(row["p.value"]),
      mean = digits(row["Mean in category"]), std = digits(row["sd in category"]),
      overall_mean = digits(row["Overall mean"]), overall_std = digits(row["Overall sd"]),
      q1 = digits(own[1]), median = digits(own[2]), q3 = digits(own[3]),
      overall_q1 = digits(all[1]), overall_median = digits(all[2]), overall_q3 = digits(all[3])
    ))
  }
}
write(means, "means")

categories <- NULL
for (segment in levels(table$segment)) {
  figures <- result$category[[segment]]
  for (key in rownames(figures)) {
    row <- figures[key, ]
    categories <- rbind(categories, data.frame(
      segment, column = sub("=.*", "", key), category = sub("^[^=]*=", "", key),
      segment_share = digits(row["Cla/Mod"]), share = digits(row["Mod/Cla"]),
      overall = digits(row["Global"]), p = digits(row["p.value"]), v = digits(row["v.test"])
    ))
  }
}
write(categories, "categories")
