# Time strucchange::breakpoints on one series, a constant in every segment, up to five breaks.
# Rscript tests/bench/partitions.R SERIES: one value a line. Prints the seconds, the peak memory of
# the process in MB (NA where the system does not tell) and one line of break dates for each number.
suppressMessages(library(strucchange))

y <- scan(commandArgs(trailingOnly = TRUE)[1], quiet = TRUE)
seconds <- system.time(found <- breakpoints(y ~ 1, h = 0.15, breaks = 5))[["elapsed"]]
peak <- NA
if (file.exists("/proc/self/status")) {
  line <- grep("^VmHWM", readLines("/proc/self/status"), value = TRUE)
  peak <- as.numeric(gsub("[^0-9]", "", line)) / 1024
}
cat(sprintf("%.6f\n%.0f\n", seconds, peak))
for (m in 1:5) cat(breakpoints(found, breaks = m)$breakpoints, "\n")
