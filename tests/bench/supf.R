# Time a loop of strucchange::Fstats over series: bootstrap draws of supF, as one would write it.
# Rscript tests/bench/supf.R MODEL YEARS SERIES: MODEL is mean or trend, YEARS one line of years,
# SERIES one series a line. Prints the seconds of the loop and the largest F of every series.
suppressMessages(library(strucchange))

arguments <- commandArgs(trailingOnly = TRUE)
x <- scan(arguments[2], quiet = TRUE)
series <- as.matrix(read.table(arguments[3]))
model <- if (arguments[1] == "mean") y ~ 1 else y ~ x

supf <- numeric(nrow(series))
# With few years strucchange warns that it moved the first date; so do we, in silence.
seconds <- suppressWarnings(system.time(for (i in seq_len(nrow(series))) {
  y <- series[i, ]
  supf[i] <- max(Fstats(model, from = 0.15)$Fstats)
}))
cat(sprintf("%.6f\n", seconds[["elapsed"]]))
cat(sprintf("%.17g\n", supf), sep = "")
