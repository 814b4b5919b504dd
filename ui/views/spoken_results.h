// The passages of an answer with what a screen reader says of each: score, what it means, ranks.
#pragma once

#include "ui/models/results_model.h"

namespace embedscope {

class SpokenResults : public ResultsModel
{
    Q_OBJECT

public:
    using ResultsModel::ResultsModel;
    QVariant data(const QModelIndex& index, int role) const override;
};

}
