#include "engine/explore/projection.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstdint>

namespace embedscope {

namespace {

using RowMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Rows = Eigen::Map<const RowMatrix>;

constexpr Eigen::Index kBlockRows = 1024; // rows between two looks at the stop token
constexpr Eigen::Index kDirections = 8; // more than two, so that close variances do not slow the iteration
constexpr int kMaxIterations = 500;
constexpr double kConverged = 1e-14; // of a variance; its direction is then right to about 1e-7

Eigen::VectorXd meanOf(const Rows& rows)
{
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(rows.cols());
    for (Eigen::Index at = 0; at < rows.rows(); at += kBlockRows) {
        const Eigen::Index count = std::min(kBlockRows, rows.rows() - at);
        sum += rows.middleRows(at, count).colwise().sum().transpose().cast<double>();
    }
    return sum / static_cast<double>(rows.rows());
}

// Products in single precision per block, sums over the blocks in double. Empty when stopped.
Eigen::MatrixXd covarianceOf(const Rows& rows, const Eigen::VectorXd& mean, const std::stop_token& stop)
{
    const Eigen::RowVectorXf center = mean.cast<float>().transpose();
    Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(rows.cols(), rows.cols());
    Eigen::MatrixXf block(rows.cols(), rows.cols());
    for (Eigen::Index at = 0; at < rows.rows(); at += kBlockRows) {
        if (stop.stop_requested())
            return {};
        const Eigen::Index count = std::min(kBlockRows, rows.rows() - at);
        const RowMatrix centered = rows.middleRows(at, count).rowwise() - center;
        block.setZero();
        block.selfadjointView<Eigen::Lower>().rankUpdate(centered.transpose());
        sum += block.cast<double>();
    }
    sum.triangularView<Eigen::StrictlyUpper>() = sum.transpose();
    return sum / static_cast<double>(rows.rows());
}

// Always the same start, and none of its columns at a right angle to anything on purpose.
Eigen::MatrixXd startDirections(Eigen::Index dimensions, Eigen::Index count)
{
    uint64_t state = 0x9E3779B97F4A7C15U;
    Eigen::MatrixXd start(dimensions, count);
    for (Eigen::Index i = 0; i < start.size(); ++i) {
        state = state * 6364136223846793005U + 1442695040888963407U; // Knuth's linear congruential generator
        start(i) = static_cast<double>(state >> 33) / static_cast<double>(1U << 31) * 2 - 1;
    }
    return start;
}

struct Directions
{
    Eigen::MatrixXd axes; ///< dimensions x 2
    double variance = 0; ///< of both
};

// Subspace iteration with a small exact solution (Rayleigh-Ritz) per round.
Directions largestTwo(const Eigen::MatrixXd& covariance, const std::stop_token& stop)
{
    const Eigen::Index count = std::min(kDirections, covariance.rows());
    Eigen::MatrixXd basis = startDirections(covariance.rows(), count);
    Eigen::VectorXd values = Eigen::VectorXd::Zero(count);
    for (int i = 0; i < kMaxIterations && !stop.stop_requested(); ++i) {
        const Eigen::MatrixXd product = covariance * basis;
        basis = Eigen::HouseholderQR<Eigen::MatrixXd>(product).householderQ()
            * Eigen::MatrixXd::Identity(covariance.rows(), count);
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> inside(basis.transpose() * covariance * basis);
        basis *= inside.eigenvectors().rowwise().reverse();
        const Eigen::VectorXd next = inside.eigenvalues().reverse();
        const double change = (next - values).head(std::min<Eigen::Index>(count, 2)).cwiseAbs().maxCoeff();
        values = next;
        if (change <= kConverged * std::abs(values(0)))
            break;
    }
    Directions result;
    result.axes = Eigen::MatrixXd::Zero(covariance.rows(), 2);
    for (Eigen::Index axis = 0; axis < std::min<Eigen::Index>(count, 2); ++axis) {
        Eigen::VectorXd direction = basis.col(axis);
        Eigen::Index largest = 0;
        direction.cwiseAbs().maxCoeff(&largest);
        result.axes.col(axis) = direction(largest) < 0 ? Eigen::VectorXd(-direction) : direction;
        result.variance += std::max(values(axis), 0.0);
    }
    return result;
}

void scaleIntoSquare(std::vector<MapPoint>& points)
{
    float largest = 0;
    for (const MapPoint& point : points)
        largest = std::max({largest, std::abs(point.x), std::abs(point.y)});
    if (!(largest > 0))
        return;
    for (MapPoint& point : points) {
        point.x /= largest;
        point.y /= largest;
    }
}

}

Projection projectToPlane(std::span<const float> vectors, int dimensions, std::stop_token stop)
{
    Projection result;
    if (dimensions <= 0 || vectors.size() / static_cast<std::size_t>(dimensions) < 3)
        return result;
    const auto count = static_cast<Eigen::Index>(vectors.size() / static_cast<std::size_t>(dimensions));
    const Rows rows(vectors.data(), count, dimensions);
    const Eigen::VectorXd mean = meanOf(rows);
    const Eigen::MatrixXd covariance = covarianceOf(rows, mean, stop);
    if (covariance.size() == 0)
        return result;
    const double total = covariance.trace();
    const Directions directions = largestTwo(covariance, stop);
    const Eigen::MatrixXf axes = directions.axes.cast<float>();
    const Eigen::RowVector2f center = (mean.transpose() * directions.axes).cast<float>();
    std::vector<MapPoint> points(static_cast<std::size_t>(count));
    Eigen::Map<Eigen::Matrix<float, Eigen::Dynamic, 2, Eigen::RowMajor>> plane(&points.data()->x, count, 2);
    for (Eigen::Index at = 0; at < count; at += kBlockRows) {
        if (stop.stop_requested())
            return result;
        const Eigen::Index part = std::min(kBlockRows, count - at);
        plane.middleRows(at, part) = (rows.middleRows(at, part) * axes).rowwise() - center;
    }
    if (total > 0) {
        scaleIntoSquare(points);
        result.explainedVariance = std::min(directions.variance / total, 1.0);
    } else {
        std::fill(points.begin(), points.end(), MapPoint{}); // all the same
    }
    result.points = std::move(points);
    return result;
}

}
