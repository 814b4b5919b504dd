#include "engine/explore/projection.h"

#include <Eigen/Dense>
#include <cmath>
#include <gtest/gtest.h>
#include <numbers>
#include <random>

using namespace embedscope;

namespace {

// Points with a known spread along chosen orthonormal directions.
struct Cloud
{
    std::vector<float> vectors;
    Eigen::MatrixXd directions; ///< dimensions x 2
};

Cloud makeCloud(int count, int dimensions, double first, double second, double rest, unsigned seed)
{
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    Eigen::MatrixXd any(dimensions, dimensions);
    for (Eigen::Index i = 0; i < any.size(); ++i)
        any(i) = normal(random);
    const Eigen::MatrixXd basis = Eigen::HouseholderQR<Eigen::MatrixXd>(any).householderQ();
    Cloud cloud{{}, basis.leftCols(2)};
    for (int row = 0; row < count; ++row) {
        Eigen::VectorXd spread(dimensions);
        for (int i = 0; i < dimensions; ++i)
            spread(i) = normal(random) * (i == 0 ? first : i == 1 ? second : rest);
        const Eigen::VectorXd point = basis * spread + Eigen::VectorXd::Constant(dimensions, 3.0);
        for (int i = 0; i < dimensions; ++i)
            cloud.vectors.push_back(static_cast<float>(point(i)));
    }
    return cloud;
}

// PCA by a full singular value decomposition, as an independent oracle.
Eigen::MatrixXd oracle(const std::vector<float>& vectors, int dimensions, double& share)
{
    const auto count = static_cast<Eigen::Index>(vectors.size()) / dimensions;
    Eigen::MatrixXd rows(count, dimensions);
    for (Eigen::Index i = 0; i < count; ++i)
        for (int j = 0; j < dimensions; ++j)
            rows(i, j) = vectors[static_cast<std::size_t>(i * dimensions + j)];
    rows.rowwise() -= rows.colwise().mean().eval();
    const Eigen::BDCSVD<Eigen::MatrixXd> svd(rows, Eigen::ComputeThinV);
    const Eigen::VectorXd squares = svd.singularValues().array().square();
    share = squares.head(2).sum() / squares.sum();
    Eigen::MatrixXd axes = svd.matrixV().leftCols(2);
    for (int axis = 0; axis < 2; ++axis) {
        Eigen::Index largest = 0;
        axes.col(axis).cwiseAbs().maxCoeff(&largest);
        if (axes(largest, axis) < 0)
            axes.col(axis) *= -1;
    }
    const Eigen::MatrixXd plane = rows * axes;
    return plane / plane.cwiseAbs().maxCoeff();
}

}

class ProjectionOfClouds : public testing::TestWithParam<int>
{
};

TEST_P(ProjectionOfClouds, agreesWithAFullDecomposition)
{
    const int dimensions = GetParam();
    const Cloud cloud = makeCloud(1500, dimensions, 5, 3, 0.5, 7);
    double share = 0;
    const Eigen::MatrixXd expected = oracle(cloud.vectors, dimensions, share);
    const Projection projection = projectToPlane(cloud.vectors, dimensions);
    ASSERT_EQ(projection.points.size(), 1500U);
    EXPECT_NEAR(projection.explainedVariance, share, 1e-5);
    for (std::size_t i = 0; i < projection.points.size(); ++i) {
        ASSERT_NEAR(projection.points[i].x, expected(static_cast<Eigen::Index>(i), 0), 2e-4);
        ASSERT_NEAR(projection.points[i].y, expected(static_cast<Eigen::Index>(i), 1), 2e-4);
    }
}

INSTANTIATE_TEST_SUITE_P(Dimensions, ProjectionOfClouds, testing::Values(2, 3, 16, 120));

TEST(Projection, findsTwoNearlyEqualDirectionsToo)
{
    const Cloud cloud = makeCloud(2000, 32, 2.0, 1.99, 1.9, 11);
    double share = 0;
    oracle(cloud.vectors, 32, share);
    EXPECT_NEAR(projectToPlane(cloud.vectors, 32).explainedVariance, share, 1e-4);
}

TEST(Projection, givesTheSamePictureAgain)
{
    const Cloud cloud = makeCloud(500, 24, 4, 2, 1, 3);
    const Projection first = projectToPlane(cloud.vectors, 24);
    const Projection second = projectToPlane(cloud.vectors, 24);
    for (std::size_t i = 0; i < first.points.size(); ++i) {
        ASSERT_EQ(first.points[i].x, second.points[i].x);
        ASSERT_EQ(first.points[i].y, second.points[i].y);
    }
}

TEST(Projection, keepsTheAspectAndFillsTheSquare)
{
    // A ring that is three times as wide as high, in a plane of four dimensions.
    std::vector<float> vectors;
    for (int i = 0; i < 64; ++i) {
        const double angle = 2 * std::numbers::pi * i / 64;
        for (const double value : {1.0, 3 * std::cos(angle), 0.0, std::sin(angle)})
            vectors.push_back(static_cast<float>(value));
    }
    const Projection projection = projectToPlane(vectors, 4);
    float width = 0, height = 0;
    for (const MapPoint& point : projection.points) {
        width = std::max(width, std::abs(point.x));
        height = std::max(height, std::abs(point.y));
    }
    EXPECT_FLOAT_EQ(width, 1.0F);
    EXPECT_NEAR(height, 1.0 / 3, 1e-4);
    EXPECT_NEAR(projection.explainedVariance, 1.0, 1e-6);
}

TEST(Projection, putsEqualVectorsInTheMiddle)
{
    const std::vector<float> vectors(5 * 8, 0.25F);
    const Projection projection = projectToPlane(vectors, 8);
    ASSERT_EQ(projection.points.size(), 5U);
    for (const MapPoint& point : projection.points) {
        EXPECT_EQ(point.x, 0);
        EXPECT_EQ(point.y, 0);
    }
    EXPECT_EQ(projection.explainedVariance, 0);
}

TEST(Projection, takesOneDimension)
{
    const std::vector<float> vectors{1, 2, 3, 7};
    const Projection projection = projectToPlane(vectors, 1);
    ASSERT_EQ(projection.points.size(), 4U);
    EXPECT_FLOAT_EQ(projection.points[3].x, 1);
    EXPECT_EQ(projection.points[3].y, 0);
}

TEST(Projection, needsThreeRows)
{
    EXPECT_TRUE(projectToPlane(std::vector<float>(8, 1.0F), 4).points.empty());
    EXPECT_TRUE(projectToPlane({}, 4).points.empty());
    EXPECT_TRUE(projectToPlane(std::vector<float>(8, 1.0F), 0).points.empty());
}

TEST(Projection, isEmptyWhenStopped)
{
    std::stop_source stop;
    stop.request_stop();
    const Cloud cloud = makeCloud(100, 8, 2, 1, 0.5, 5);
    EXPECT_TRUE(projectToPlane(cloud.vectors, 8, stop.get_token()).points.empty());
}
