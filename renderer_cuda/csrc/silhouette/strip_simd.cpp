// SPDX-License-Identifier: MIT
// The inner loops over pixels, compiled once per instruction set (CMakeLists.txt). Raw pointers and our own inline
// functions only: a standard library template instantiated here could replace the one for older machines at link time.
#include "../common/simd.h"
#include "column_range.h"
#include "contour_distance.h"
#include "strip.h"

PS_NAMESPACE_BEGIN
namespace {

// Pixels beyond the edge of a piece's region that are visited all the same, so that rounding leaves no pixel between
// two regions.
constexpr float kMargin = 0.01f;

// The columns, relative to its start, in which a piece matters: those of its region.
template <class T>
class PieceColumns {
 public:
  PieceColumns(const OutlinePiece<T>& piece, T reach) : piece_(piece), reach_(reach) {
    inverse_[0] = inverse_of_slope(piece.is_end ? piece.limit_x[0] : piece.along_x);
    inverse_[1] = inverse_of_slope(piece.is_end ? piece.limit_x[1] : -piece.along_y);
  }

  // In the row at height dy above the start.
  ColumnRange<T> in_row(T dy) const {
    const T margin = T(kMargin), far = T(1e9);
    if (!piece_.is_end) {
      ColumnRange<T> range = {-far, far};
      range.keep(inverse_[0], dy * piece_.along_y, -margin, piece_.length + margin);
      range.keep(inverse_[1], dy * piece_.along_x, -reach_, reach_);
      return range;
    }
    const T half_width = sqrt(max_of(reach_ * reach_ - dy * dy, T(0)));
    ColumnRange<T> range = {-half_width, half_width};
    for (int k = 0; k < 2; ++k) range.keep(inverse_[k], dy * piece_.limit_y[k], -far, margin);
    return range;
  }

 private:
  const OutlinePiece<T>& piece_;
  const T reach_;
  T inverse_[2];
};

template <class T>
void rows_of(const OutlinePiece<T>& piece, T reach, T& low, T& high) {
  if (piece.is_end) {
    low = piece.y - reach;
    high = piece.y + reach;
    return;
  }
  const T sideways = abs_of(piece.along_x) * reach;
  const T other = piece.y + piece.along_y * piece.length;
  low = min_of(piece.y, other) - sideways - T(kMargin);
  high = max_of(piece.y, other) + sideways + T(kMargin);
}

template <class T>
void measure_block(const OutlinePiece<T>& piece, T dx_first, T dy, T* __restrict squared_distance,
                   int32_t* __restrict segment) {
  const T ux = piece.along_x, uy = piece.along_y, length = piece.length;
  const int32_t index = piece.segment;
  PS_LANES
  for (int lane = 0; lane < kBlock; ++lane) {
    const T dx = dx_first + T(lane);
    const T d = squared_distance_to_line(ux, uy, length, dx, dy);
    const T nearest = squared_distance[lane];
    const int32_t owner = segment[lane];
    squared_distance[lane] = d < nearest ? d : nearest;
    segment[lane] = d < nearest ? index : owner;
  }
}

template <class T>
void measure_piece(const OutlinePiece<T>& piece, Strip<T>& strip) {
  T low, high;
  rows_of(piece, strip.reach, low, high);
  const T first = T(strip.first_row), last = T(strip.first_row + strip.rows - 1);
  if (!(high - T(0.5) >= first && low - T(0.5) <= last)) return;
  const int32_t row_begin = int32_t(ceil(max_of(low - T(0.5), first)));
  const int32_t row_end = int32_t(floor(min_of(high - T(0.5), last)));
  const PieceColumns<T> columns(piece, strip.reach);
  for (int32_t row = row_begin; row <= row_end; ++row) {
    const T dy = T(row) + T(0.5) - piece.y;
    const ColumnRange<T> range = columns.in_row(dy);
    const T x_low = range.low + piece.x - T(0.5), x_high = range.high + piece.x - T(0.5);
    if (!(x_low <= x_high && x_high >= T(0) && x_low <= T(strip.width - 1))) continue;
    const int32_t block_begin = int32_t(max_of(x_low, T(0))) / kBlock;
    const int32_t block_end = int32_t(min_of(x_high, T(strip.width - 1))) / kBlock;
    const int32_t row_in_strip = row - strip.first_row;
    T* const row_distance = strip.squared_distance + int64_t(row_in_strip) * strip.stride;
    int32_t* const row_segment = strip.segment + int64_t(row_in_strip) * strip.stride;
    uint64_t* const row_touched = strip.touched + int64_t(row_in_strip) * strip.words;
    for (int32_t block = block_begin; block <= block_end; ++block) {
      T* const block_distance = row_distance + block * kBlock;
      const uint64_t bit = uint64_t(1) << (block & 63);
      if (!(row_touched[block >> 6] & bit)) {
        row_touched[block >> 6] |= bit;
        for (int lane = 0; lane < kBlock; ++lane) block_distance[lane] = T(1e30);
      }
      measure_block(piece, T(block * kBlock) + T(0.5) - piece.x, dy, block_distance, row_segment + block * kBlock);
    }
  }
}

template <class T>
void measure(const OutlinePiece<T>* pieces, const int32_t* order, int32_t count, Strip<T>& strip) {
  for (int32_t k = 0; k < count; ++k) measure_piece(pieces[order[k]], strip);
}

int lowest_bit(uint64_t bits) {
  int index = 0;
#if defined(__GNUC__)
  index = __builtin_ctzll(bits);
#else
  while (!((bits >> index) & 1)) ++index;
#endif
  return index;
}

// Turns one touched block into image values and band entries. The image holds the filled mask already.
template <class T>
void collect_block(const T* squared_distance, const int32_t* segment, int lanes, T reach, T softness, T inside_value,
                   int32_t first_pixel, T* image, Band<T>& band) {
  T value[kBlock], slope[kBlock], mask[kBlock];
  for (int lane = 0; lane < kBlock; ++lane) mask[lane] = lane < lanes ? image[lane] : T(0);
  PS_LANES
  for (int lane = 0; lane < kBlock; ++lane) {
    const T distance = sqrt(min_of(squared_distance[lane], reach * reach));
    value[lane] = mask[lane] == inside_value ? -distance : distance;
    slope[lane] = T(1);
  }
  if (softness > T(0)) {
    PS_LANES
    for (int lane = 0; lane < kBlock; ++lane) {
      const Coverage<T> coverage = coverage_curve(value[lane], softness);
      value[lane] = coverage.value;
      slope[lane] = coverage.slope;
    }
  }
  for (int lane = 0; lane < lanes; ++lane) {
    if (!(squared_distance[lane] < reach * reach)) continue;
    image[lane] = value[lane];
    band.pixel[band.count] = first_pixel + lane;
    band.segment[band.count] = 2 * segment[lane] + (mask[lane] == inside_value);
    band.slope[band.count] = slope[lane];
    ++band.count;
  }
}

template <class T>
void collect(const Strip<T>& strip, T softness, T inside_value, int32_t pixel_base, T* image, Band<T>& band) {
  for (int32_t row = 0; row < strip.rows; ++row) {
    const int64_t row_start = int64_t(row) * strip.stride;
    const int32_t image_row = (strip.first_row + row) * strip.width;
    for (int32_t word = 0; word < strip.words; ++word)
      for (uint64_t bits = strip.touched[int64_t(row) * strip.words + word]; bits; bits &= bits - 1) {
        const int32_t column = (64 * word + lowest_bit(bits)) * kBlock;
        const int lanes = min_of(kBlock, int(strip.width - column));
        collect_block(strip.squared_distance + row_start + column, strip.segment + row_start + column, lanes,
                      strip.reach, softness, inside_value, pixel_base + image_row + column, image + image_row + column,
                      band);
      }
  }
}

}  // namespace
PS_NAMESPACE_END

namespace photosculpture {

// The table of this instruction set; silhouette_kernels.cpp picks one at run time.
extern const StripKernels<float> PS_JOIN(strip_kernels_float_, PS_ISA);
extern const StripKernels<double> PS_JOIN(strip_kernels_double_, PS_ISA);
const StripKernels<float> PS_JOIN(strip_kernels_float_, PS_ISA) = {PS_ISA::measure<float>, PS_ISA::collect<float>};
const StripKernels<double> PS_JOIN(strip_kernels_double_, PS_ISA) = {PS_ISA::measure<double>, PS_ISA::collect<double>};

}  // namespace photosculpture
