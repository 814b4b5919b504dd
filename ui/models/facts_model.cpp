#include "ui/models/facts_model.h"

namespace embedscope {

void FactsModel::setFacts(std::vector<ModelFact> facts)
{
    beginResetModel();
    m_facts = std::move(facts);
    endResetModel();
}

int FactsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_facts.size());
}

int FactsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FactsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ModelFact& fact = m_facts[static_cast<std::size_t>(index.row())];
    if (role == Qt::AccessibleTextRole) {
        return tr("%1: %2, from %3")
            .arg(QString::fromStdString(fact.name), QString::fromStdString(fact.value),
                 QString::fromStdString(fact.source));
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    return QString::fromStdString(index.column() == Name        ? fact.name
                                      : index.column() == Value ? fact.value
                                                                : fact.source);
}

QVariant FactsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= ColumnCount)
        return {};
    return section == Name ? tr("Setting") : section == Value ? tr("Value") : tr("From");
}

}
